"""Encrypted assertions of SAML (XML Encryption 1.1): which are read at all, and what our metadata says of that.

Assertions are encrypted for a key of ours by AES, whose key is wrapped by RSA-OAEP. Whatever else a document could ask
of the library, to fetch something, to unwrap by PKCS #1 1.5, to take a key from elsewhere, is refused before it sees
a byte. GCM shows by itself that a text was altered; CBC does not, so it is taken only inside an answer whose signature
was checked first.
"""

from typing import Any

from tenant_apps.federation.errors import NotSaid

XENC, XENC11 = "http://www.w3.org/2001/04/xmlenc#", "http://www.w3.org/2009/xmlenc11#"
DS, MD = "http://www.w3.org/2000/09/xmldsig#", "urn:oasis:names:tc:SAML:2.0:metadata"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
GCM = tuple(f"{XENC11}aes{bits}-gcm" for bits in (256, 192, 128))
CBC = f"{XENC}aes256-cbc"
CIPHERS = (*GCM, CBC)
WRAPS = (f"{XENC11}rsa-oaep", f"{XENC}rsa-oaep-mgf1p")
# Of a label and a mask, where nothing hangs on collisions: SHA-1 is what providers send when nobody asks for another.
DIGESTS = {f"{DS}sha1", f"{XENC}sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384", f"{XENC}sha512"}
MASKS = {f"{XENC11}mgf1{name}" for name in ("sha1", "sha224", "sha256", "sha384", "sha512")}
KNOWN = {
    *(f"{{{XENC}}}{name}" for name in ("EncryptedData", "EncryptedKey", "EncryptionMethod", "CipherData",
                                      "CipherValue")),
    f"{{{XENC11}}}MGF",
    *(f"{{{DS}}}{name}" for name in ("KeyInfo", "DigestMethod", "KeyName", "X509Data", "X509Certificate", "X509SKI",
                                    "X509IssuerSerial", "X509IssuerName", "X509SerialNumber", "X509SubjectName")),
}  # fmt: skip


def check(box: Any) -> str:
    """The cipher of an EncryptedAssertion; refused when it is not AES under one key, wrapped by RSA-OAEP."""
    for one in box.iterdescendants():
        if one.tag not in KNOWN:
            raise NotSaid("odd_encryption")
    data = _only(box, f"{{{XENC}}}EncryptedData")
    if len(box) != 1 or data.get("Type") not in (None, f"{XENC}Element"):
        raise NotSaid("odd_encryption")
    wrapped = _only(_only(data, f"{{{DS}}}KeyInfo"), f"{{{XENC}}}EncryptedKey")
    if len(list(box.iter(f"{{{XENC}}}EncryptedData", f"{{{XENC}}}EncryptedKey"))) != 2:
        raise NotSaid("odd_encryption")
    cipher = str(_only(data, f"{{{XENC}}}EncryptionMethod").get("Algorithm"))
    if cipher not in CIPHERS:
        raise NotSaid("weak_encryption")
    method = _only(wrapped, f"{{{XENC}}}EncryptionMethod")
    if method.get("Algorithm") not in WRAPS:
        raise NotSaid("weak_encryption")
    for part in method:
        if part.get("Algorithm") not in (MASKS if part.tag == f"{{{XENC11}}}MGF" else DIGESTS):
            raise NotSaid("weak_encryption")
    return cipher


def tell(metadata: bytes, certificates: list[str]) -> bytes:
    """Our metadata with the certificates that assertions may be encrypted for, and how (SAML metadata 2.4.1.1)."""
    from lxml import etree

    root = etree.fromstring(metadata)
    service = root.find(f".//{{{MD}}}SPSSODescriptor")
    for place, certificate in enumerate(certificates):
        key = etree.Element(f"{{{MD}}}KeyDescriptor", {"use": "encryption"}, {"ds": DS})
        info = etree.SubElement(etree.SubElement(key, f"{{{DS}}}KeyInfo"), f"{{{DS}}}X509Data")
        bare = "".join(line for line in certificate.splitlines() if "CERTIFICATE" not in line)
        etree.SubElement(info, f"{{{DS}}}X509Certificate").text = bare
        for algorithm in (*CIPHERS, *WRAPS):
            etree.SubElement(key, f"{{{MD}}}EncryptionMethod", {"Algorithm": algorithm})
        service.insert(place, key)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _only(parent: Any, tag: str) -> Any:
    found = parent.findall(tag)
    if len(found) != 1:
        raise NotSaid("odd_encryption")
    return found[0]
