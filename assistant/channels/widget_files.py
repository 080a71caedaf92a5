"""The files that the widget door serves: the script with the words in it, and the demo page."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import dataclass

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.dialects.widget import lines, render
from assistant.knowledge.composer import Composer
from assistant.knowledge.library import regions, shared_library
from assistant.knowledge.widget_words import widget_words
from assistant.runtime import ROOT

SCRIPT, DEMO = ROOT / "web" / "widget.js", ROOT / "web" / "demo.html"
WORDS = "{/* the words */}"  # stands in the script
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class ServedFile:
    """A file with its headers. It is compressed once, when the server starts, as Sanic does not compress."""

    plain: bytes
    compressed: bytes
    kind: str
    headers: dict[str, str]

    @classmethod
    def of(cls, text: str, kind: str, headers: dict[str, str]) -> ServedFile:
        """Return the file of `text`, of the content type `kind`, for browsers to keep until it changes."""
        content = text.encode()
        tag = f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'  # weak: the same for both forms
        always = {"ETag": tag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        return cls(content, gzip.compress(content, 9, mtime=0), f"{kind}; charset=utf-8", {**always, **headers})

    def answer(self, request: Request) -> HTTPResponse:
        """Return the file, compressed if the browser reads that, or only the word that it did not change."""
        if self.headers["ETag"] in request.headers.get("if-none-match", ""):
            return response.empty(304, self.headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return response.raw(self.compressed, 200, {**self.headers, "Content-Encoding": "gzip"}, self.kind)
        return response.raw(self.plain, 200, self.headers, self.kind)


def script() -> ServedFile:
    """Return the widget with its words, the greeting, the disclaimer, and for each region what it says when it fails.

    Raises:
        KnowledgeError: a knowledge file is broken.
        OSError: the script cannot be read.
    """
    library = shared_library()
    places = {"": library, **{region: shared_library(region) for region in regions()}}
    words = {
        **widget_words().dict(exclude={"reviewed"}),
        "disclaimer": library.texts["disclaimer"].text,
        "greeting": render(Composer(library).text("greet")),
        "errors": {region: lines(place.texts["error"].text) for region, place in places.items()},
    }
    text = SCRIPT.read_text(encoding="utf-8").replace(WORDS, json.dumps(words), 1)
    return ServedFile.of(text, "text/javascript", {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300"})


def demo() -> ServedFile:
    """Return the demo page, with a policy that allows its own style, the widget, and nothing else.

    Raises:
        OSError: the page cannot be read.
    """
    page = DEMO.read_text(encoding="utf-8")
    styles = [sha256_source(style) for style in STYLE.findall(page)]
    policy = [
        "default-src 'none'",
        "script-src 'self'",
        "img-src data:",
        "connect-src 'self'",
        f"style-src {' '.join(styles)}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    return ServedFile.of(page, "text/html", {"Content-Security-Policy": "; ".join(policy), "Cache-Control": "no-cache"})


def sha256_source(style: str) -> str:
    """Return how a policy names an inline style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
