// SPDX-License-Identifier: BSL-1.0
//
// Appended to a report by browser.sh: walks through it as a reader does, by button and by key, and writes what it found
// below the page, a line each, "ok" or "FAILED" first.
"use strict";

(async () => {
  const found = [];
  const check = (holds, what) => found.push(`${holds ? "ok" : "FAILED"} ${what}`);
  const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

  const player = document.querySelector(".player");
  const steps = [...player.querySelectorAll(".steps > li")];
  const sentence = player.querySelector(".sentence");
  const button = (name) => player.querySelector(`[data-does="${name}"]`);
  const press = (key) => player.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const hidden = (cell) => getComputedStyle(cell).color === "rgba(0, 0, 0, 0)";
  const cells = (pass) => [...player.querySelectorAll(`tbody[data-node] .${pass}`)];

  /// What a reader sees of the player, in one string.
  const view = () => [
    sentence.textContent,
    ...[...player.querySelectorAll("tbody.current, g.node.current")].map((part) => part.dataset.node),
    cells("forward").filter(hidden).length,
    cells("reverse").filter(hidden).length,
  ].join("|");

  check(steps.length > 0 && steps.length % 2 === 0, `${steps.length} steps`);
  check(!player.querySelector(".controls").hidden, "controls are there");
  check(cells("reverse").every(hidden), "at the first step no bar is known");

  // Forth by button, back by key: the same views.
  const forth = [view()];
  for (let at = 1; at < steps.length; ++at) {
    button("next").click();
    forth.push(view());
  }
  check(new Set(forth).size === steps.length, "each step says something else");
  check(button("next").disabled && !button("back").disabled, "at the end one can only go back");
  check(!cells("forward").some(hidden) && !cells("reverse").some(hidden), "at the end all is known");
  let same = true;
  for (let at = steps.length - 2; at >= 0; --at) {
    press("ArrowLeft");
    same = same && view() === forth[at];
  }
  check(same, "keys lead back through the same views");
  press("End");
  check(view() === forth.at(-1), "End leads to the last step");
  button("first").click();
  check(view() === forth[0], "First leads to the first step");
  const slider = button("slide");
  slider.value = "2";
  slider.dispatchEvent(new Event("input"));
  check(view() === forth[1], "the slider leads to its step");

  // The row that is marked is the step's, and the box in the graph too.
  let marked = true;
  steps.forEach((step, at) => {
    slider.value = String(at + 1);
    slider.dispatchEvent(new Event("input"));
    const parts = [...player.querySelectorAll("tbody.current, [data-node-a-line] g.node.current")];
    marked = marked && parts.length >= 1 && parts.every((part) => part.dataset.node === step.dataset.node);
  });
  check(marked, "row and box of the step are marked");

  press("Home");
  button("speed").value = "0.5";
  press(" ");
  check(button("play").textContent === "Pause", "space plays");
  await pause(1200);
  check(sentence.textContent.startsWith("Step 3 "), `after 1.2 s of half a second each: ${sentence.textContent.slice(0, 7)}`);
  press(" ");
  check(button("play").textContent === "Play", "space pauses");

  // What arrives at the inputs is what the table of the point shows.
  const rows = [...document.querySelectorAll("#point tbody tr")];
  const bars = rows.every((row, i) => {
    const line = player.querySelector(`tbody[data-node="${i}"]`);
    const numbers = [...line.querySelectorAll("td.reverse")].map((cell) => cell.textContent);
    return numbers[0] === row.cells[2].textContent && numbers[1] === row.cells[4].textContent;
  });
  check(rows.length > 0 && bars, "bars of the inputs are gradient and Hessian times direction");
  press("End");

  // Texts of a picture keep clear of one another; nothing is wider than the window.
  const overlaps = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  for (const picture of document.querySelectorAll("svg")) {
    const texts = [...picture.querySelectorAll("text")].filter((text) => text.textContent.trim() !== "");
    const boxes = texts.map((text) => text.getBoundingClientRect());
    const pairs = [];
    for (let i = 0; i < boxes.length; ++i)
      for (let j = 0; j < i; ++j)
        if (overlaps(boxes[i], boxes[j])) pairs.push(`"${texts[i].textContent}" and "${texts[j].textContent}"`);
    const frame = picture.getBoundingClientRect();
    const outside = texts.filter((text, i) => boxes[i].left < frame.left - 1 || boxes[i].right > frame.right + 1);
    const title = picture.querySelector("title").textContent;
    check(pairs.length === 0, `${title}: no text lies on another ${pairs.slice(0, 3).join("; ")}`);
    check(outside.length === 0, `${title}: all texts are inside ${outside.map((text) => text.textContent).join("; ")}`);
  }
  check(document.documentElement.scrollWidth <= window.innerWidth, `the page is no wider than ${window.innerWidth}`);
  const blocks = [...document.querySelectorAll("section > *, .player > *")].map((block) => block.getBoundingClientRect())
    .filter((box) => box.height > 0);
  check(blocks.every((box, i) => blocks.every((other, j) => j <= i || !overlaps(box, other) || contains(box, other))),
    "no block lies on another");

  const unnamed = [...document.querySelectorAll("button, input, select, svg, [role=region], [role=group]")].filter(
    (part) => !(part.textContent.trim() || part.ariaLabel || part.closest("label")));
  check(unnamed.length === 0, "whatever can be operated has a name");
  check(performance.getEntriesByType("resource").length === 0, "nothing was loaded");
  check(window.errors.length === 0, `no errors ${window.errors.join("; ")}`);

  const list = document.createElement("pre");
  list.id = "found";
  list.textContent = `\n${found.join("\n")}\ndone\n`;
  document.body.append(list);

  function contains(a, b) {
    return (a.left <= b.left + 1 && a.right >= b.right - 1 && a.top <= b.top + 1 && a.bottom >= b.bottom - 1) ||
      (b.left <= a.left + 1 && b.right >= a.right - 1 && b.top <= a.top + 1 && b.bottom >= a.bottom - 1);
  }
})();
