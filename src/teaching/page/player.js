// SPDX-License-Identifier: BSL-1.0
//
// Walks through the evaluation trace. The page holds everything: a list of steps in words, the table with a body a
// line, the graph with a group a node. This hides what a step does not know yet, and marks what it is about.
"use strict";

(() => {
  const player = document.querySelector(".player");
  if (!player) return;

  const steps = [...player.querySelectorAll(".steps > li")];
  const find = (name) => player.querySelector(`[data-does="${name}"]`);
  const controls = player.querySelector(".controls");
  const sentence = player.querySelector(".sentence");
  const slider = find("slide");
  const play = find("play");
  const speed = find("speed");
  const table = player.querySelector(".table");

  const lines = new Map();
  for (const body of player.querySelectorAll("tbody[data-node]"))
    lines.set(body.dataset.node, { body, boxes: [], forward: Infinity, reverse: Infinity });
  for (const box of player.querySelectorAll("[data-node-a-line] g.node")) lines.get(box.dataset.node)?.boxes.push(box);
  steps.forEach((step, at) => { lines.get(step.dataset.node)[step.dataset.pass] = at; });

  let current = steps.length - 1;
  let timer = null;

  const mark = (line, at) => {
    const here = steps[at].dataset.node === line.body.dataset.node;
    for (const part of [line.body, ...line.boxes]) {
      part.classList.toggle("current", here);
      part.classList.toggle("forward-known", at >= line.forward);
      part.classList.toggle("reverse-known", at >= line.reverse);
    }
    if (!here) return;
    keepInView(line.body);
    for (const box of line.boxes) keepBoxInView(box);
  };

  const keepBoxInView = (box) => {
    const frame = box.closest(".wide");
    const inside = box.getBoundingClientRect();
    const outside = frame.getBoundingClientRect();
    if (inside.left < outside.left) frame.scrollLeft -= outside.left - inside.left + 24;
    if (inside.right > outside.right) frame.scrollLeft += inside.right - outside.right + 24;
  };

  // Scrolls the table alone: the page stays where the reader put it.
  const keepInView = (row) => {
    const top = row.offsetTop - table.querySelector("thead").offsetHeight;
    if (top < table.scrollTop) table.scrollTop = top;
    const bottom = row.offsetTop + row.offsetHeight;
    if (bottom > table.scrollTop + table.clientHeight) table.scrollTop = bottom - table.clientHeight;
  };

  const show = (at) => {
    current = Math.min(Math.max(at, 0), steps.length - 1);
    for (const line of lines.values()) mark(line, current);
    steps.forEach((step, i) => step.toggleAttribute("aria-current", i === current));
    const pass = steps[current].dataset.pass === "forward" ? "forward" : "backward";
    sentence.textContent = `Step ${current + 1} of ${steps.length}, ${pass}: ${steps[current].textContent}`;
    slider.value = String(current + 1);
    slider.setAttribute("aria-valuetext", `step ${current + 1} of ${steps.length}`);
    for (const name of ["first", "back"]) find(name).disabled = current === 0;
    for (const name of ["next", "last"]) find(name).disabled = current === steps.length - 1;
  };

  const pause = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  };

  const start = () => {
    if (current === steps.length - 1) show(0);
    timer = setInterval(() => {
      if (current === steps.length - 1) pause();
      else show(current + 1);
    }, 1000 * Number(speed.value));
    play.textContent = "Pause";
  };

  const actions = {
    first: () => { pause(); show(0); },
    back: () => { pause(); show(current - 1); },
    play: () => (timer ? pause() : start()),
    next: () => { pause(); show(current + 1); },
    last: () => { pause(); show(steps.length - 1); },
  };
  const keys = { ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last", " ": "play" };

  for (const name of Object.keys(actions)) find(name).addEventListener("click", actions[name]);
  slider.addEventListener("input", () => { pause(); show(Number(slider.value) - 1); });
  speed.addEventListener("change", () => { if (timer) { pause(); start(); } });
  player.addEventListener("keydown", (event) => {
    const own = event.target.closest("input, select, summary") || (event.key === " " && event.target.closest("button"));
    if (own || event.altKey || event.ctrlKey || event.metaKey || !(event.key in keys)) return;
    event.preventDefault();
    actions[keys[event.key]]();
  });

  slider.max = String(steps.length);
  controls.hidden = false;
  player.classList.add("ready");
  show(0);
})();
