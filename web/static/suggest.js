"use strict";

// Ways to go on while a question is typed. Without this script the page is whole: nothing depends on it.
for (const box of document.querySelectorAll("input[list][data-kinds]")) {
  const list = document.getElementById(box.getAttribute("list"));
  const kinds = JSON.parse(box.dataset.kinds);
  let waiting = 0;
  let asking = null;

  const shown = (suggestion) => {
    const option = document.createElement("option");
    option.value = suggestion.text;
    const named = suggestion.label === suggestion.text ? "" : `${suggestion.label} · `;
    option.label = suggestion.kind === "word" ? suggestion.text : `${named}${kinds[suggestion.kind] || suggestion.kind}`;
    return option;
  };

  const ask = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    const query = new URLSearchParams({ q: box.value, language: box.dataset.language });
    try {
      const answer = await fetch(`/api/v1/suggestions?${query}`, { signal: asking.signal, credentials: "same-origin" });
      if (!answer.ok) return;
      const found = await answer.json();
      list.replaceChildren(...found.suggestions.map(shown));
    } catch { /* What cannot be fetched is not offered. */ }
  };

  box.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 200);
  });
}
