"""What the columns of notary hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table("notary.Leaf", technical="seq entry_id hash")
table("notary.Node", technical="level place hash")
table("notary.Checkpoint", technical="size root note key at")
table("notary.Tree", technical="number size frontier published_size published_at")
table("notary.Cosignature", technical="id size witness line problem at")
