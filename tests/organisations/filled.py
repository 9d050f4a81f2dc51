"""The form of a page as a browser would send it back, with some fields filled in anew."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """The last POST form of a page: names and values of its controls."""

    def __init__(self):
        super().__init__()
        self.data, self.select, self.is_post = {}, None, False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.is_post = given.get("method") == "post"
            if self.is_post:
                self.data = {}
        if not self.is_post:
            return
        if tag == "input" and given.get("name") and given.get("type") not in {"file", "submit"}:
            is_choice = given.get("type") in {"checkbox", "radio"}
            if not is_choice or "checked" in given:
                self.data.setdefault(given["name"], []).append(given.get("value", "on" if is_choice else ""))
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select:
            if "selected" in given:
                self.data[self.select] = [given["value"]]
            else:
                self.data.setdefault(self.select, [given["value"]])  # the first, when none is marked

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None


def filled(response, **changes):
    """What a browser sends after the reader changed some fields; a list stands for a choice of several."""
    reader = FormReader()
    reader.feed(response.content.decode())
    data = {name: values for name, values in reader.data.items() if name != "csrfmiddlewaretoken"}
    for name, value in changes.items():
        data[name] = value if isinstance(value, list) else [value]
    return data
