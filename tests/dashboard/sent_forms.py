"""What a browser would send for a form of a page that nobody has touched."""

from __future__ import annotations

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects the forms of a page: their action, and the fields as they would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, list[str]]] = {}
        self._form: dict[str, list[str]] | None = None
        self._select = ""
        self._first: str | None = None
        self._chosen: str | None = None
        self._option: dict[str, str | None] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action") or "", {})
        elif self._form is None:
            return
        elif tag == "input" and given.get("name") and given.get("type") not in ("file", "submit"):
            if given.get("type") != "checkbox" or "checked" in given:
                self._form.setdefault(str(given["name"]), []).append(given.get("value") or "")
        elif tag == "select":
            self._select, self._first, self._chosen = str(given["name"]), None, None
        elif tag in ("option", "textarea"):
            self._option, self._text = given, ""

    def handle_data(self, data: str) -> None:
        if self._option is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        if tag == "option" and self._option is not None:
            value = self._option.get("value")
            value = self._text if value is None else value
            self._first = value if self._first is None else self._first
            if "selected" in self._option:
                self._chosen = value
            self._option = None
        elif tag == "select":
            self._form.setdefault(self._select, []).append(self._chosen or self._first or "")
        elif tag == "textarea" and self._option is not None:
            self._form[str(self._option["name"])] = [self._text.removeprefix("\n")]
            self._option = None
        elif tag == "form":
            self._form = None


def forms_of(html: str) -> dict[str, dict[str, list[str]]]:
    """Return the forms of a page by their action."""
    reader = FormReader()
    reader.feed(html)
    return reader.forms
