"""What passes the door: the news that people are told by mail."""

from typing import Literal

News = Literal["asked", "answered", "amended", "called_off"]
MAIL_JOB = "questions.send_mail"
