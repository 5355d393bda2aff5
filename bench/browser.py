"""A browser without a screen: cookies, forms with their token, host names that all lead to this machine."""

import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    body: str


@dataclass(slots=True)
class Browser:
    """Speaks to one node under one host name."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def submit(self, path: str, fields: dict[str, str | list[str]]) -> Answer:
        """Open the page for its token, then send the form."""
        return self.post(path, self.token(path), fields)

    def token(self, path: str) -> str:
        """The token in the page's form."""
        page = self.get(path)
        found = _TOKEN.search(page.body)
        if page.status != 200 or found is None:
            raise RuntimeError(f"{self.host}{path} answered {page.status} and has no form")
        return found[1]

    def post(self, path: str, token: str, fields: dict[str, str | list[str]]) -> Answer:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **fields}, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Host": f"{self.host}:{self.port}", "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies |= {key: one.value for key, one in SimpleCookie(value).items()}
            return Answer(answer.status, answer.getheader("Location") or "", text)
        finally:
            connection.close()
