"use strict";

// Live progress of one job. Without this script the page offers a link to refresh it.
for (const section of document.querySelectorAll("[data-events]")) {
  const bar = section.querySelector("progress");
  const text = (name, value) => {
    const place = section.querySelector(`[data-${name}]`);
    if (place) place.textContent = value;
  };
  const words = JSON.parse(section.dataset.words);
  const ended = new Set(["done", "needs_person", "failed"]);
  const source = new EventSource(section.dataset.events);

  const show = (event) => {
    let job;
    try { job = JSON.parse(event.data); } catch { return; }
    if (!job || !job.state) return;
    if (ended.has(job.state)) {
      source.close();
      window.location.reload();
      return;
    }
    text("stage", words[job.stage] || words[job.state] || job.stage);
    if (job.pages) {
      bar.max = job.pages;
      bar.value = job.page;
      text("page", job.page);
      text("pages", job.pages);
      section.querySelector("[data-count]").hidden = false;
    }
  };

  source.addEventListener("job", show);
}
