"use strict";
(function () {
  const SVG = "http://www.w3.org/2000/svg";

  function element(parent, name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    return parent.appendChild(made);
  }

  function start(root) {
    root.dataset.started = "yes";
    const part = (name) => root.querySelector("[data-" + name + "]");
    const data = JSON.parse(part("weeks").textContent);
    const live = part("live"), slider = part("slider"), now = part("now");
    const play = root.querySelector("[data-do=play]");
    const entries = Array.from(root.querySelectorAll("[data-week]"));
    let week = 0, timer = null;

    // Shapes are made once; what changes by week is their class.
    const friends = element(live, "path", { class: "friend" });
    const lines = (list, from, to) => list.map(function (one) {
      const a = from(one), b = to(one);
      return element(live, "line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], class: "match" });
    });
    const student = (place) => data.students[place];
    const hub = {};
    for (const one of data.hubs) hub[one[0]] = [one[1], one[2]];
    const members = lines(data.members, (one) => hub[one[1]], (one) => student(one[0]));
    const matches = lines(data.ties, (one) => student(one[0]), (one) => student(one[1]));
    const hubs = data.hubs.map((one) => element(live, "circle", { cx: one[1], cy: one[2], r: 4, class: "hub" }));
    const nodes = data.students.map(function (one) {
      const node = one[3]
        ? element(live, "rect", { x: one[0] - 8, y: one[1] - 8, width: 16, height: 16 })
        : element(live, "circle", { cx: one[0], cy: one[1], r: 8 });
      element(node, "title", {});
      return node;
    });
    const crosses = element(live, "path", { class: "cross-out" });
    const ring = element(live, "circle", { r: 16, class: "ring" });

    const gone = (one) => one[4] && one[4] <= week;
    const lasts = (one) => one[2] <= week && week <= one[3];
    const color = (percent) => data.steps.filter((limit) => percent >= limit).length;
    const written = (percent) => (percent / 100).toFixed(2);

    function tieKind(tie) {
      const past = week - tie[2];
      if (past < 0 || past >= tie[4].length) return "";
      if (tie[3] === week) return "match ended";
      return "match " + (past ? "w" + (Math.min(Math.floor(tie[4][past] / 20), 4) + 1) : "began");
    }

    function about(place) {
      const one = student(place);
      if (gone(one)) return one[2] + " left school in week " + one[4] + ".";
      const others = data.ties.filter((tie) => (tie[0] === place || tie[1] === place) && /began|w\d/.test(tieKind(tie)))
        .map((tie) => student(tie[0] === place ? tie[1] : tie[0])[2] + ", rapport " + written(tie[4][week - tie[2]]));
      return one[2] + ": belonging " + written(one[5][week]) + (others.length ? "; matched with " + others.join("; ") : "; no match") + ".";
    }

    function show(next) {
      week = Math.max(0, Math.min(data.weeks, next));
      const entry = entries[week], name = entry.querySelector("b").textContent.replace(":", "");
      friends.setAttribute("d", data.friends.filter(lasts).map(function (one) {
        const a = student(one[0]), b = student(one[1]);
        return "M" + a[0] + " " + a[1] + "L" + b[0] + " " + b[1];
      }).join(""));
      function draw(line, kind) {
        line.setAttribute("class", kind || "match");
        line.setAttribute("visibility", kind ? "visible" : "hidden");
      }
      data.members.forEach((one, number) => draw(members[number], lasts(one) ? "match w1" : ""));
      data.ties.forEach((one, number) => draw(matches[number], tieKind(one)));
      data.hubs.forEach(function (one, number) {
        const used = data.members.some((other) => other[1] === one[0] && lasts(other));
        hubs[number].setAttribute("visibility", used ? "visible" : "hidden");
      });
      data.students.forEach(function (one, place) {
        nodes[place].setAttribute("class", gone(one) ? "gone" : "b" + color(one[5][week]));
        nodes[place].firstChild.textContent = about(place);
      });
      crosses.setAttribute("d", data.students.filter(gone).map(function (one) {
        const x = one[0], y = one[1];
        return "M" + (x - 6) + " " + (y - 6) + "l12 12M" + (x - 6) + " " + (y + 6) + "l12 -12";
      }).join(""));
      part("name").textContent = name + ": " + entry.querySelector("span").textContent;
      live.setAttribute("aria-label", "The network. " + part("name").textContent);
      const list = entry.querySelector("ul");
      now.replaceChildren(list ? list.cloneNode(true) : document.createTextNode("Nothing else happened."));
      entries.forEach((one) => one.classList.toggle("now", one === entry));
      slider.value = week;
      slider.setAttribute("aria-valuetext", name);
      follow();
    }

    function follow() {
      const chosen = part("follow").value;
      ring.setAttribute("visibility", chosen ? "visible" : "hidden");
      if (chosen) {
        ring.setAttribute("cx", student(chosen)[0]);
        ring.setAttribute("cy", student(chosen)[1]);
      }
      part("followed").textContent = chosen ? about(Number(chosen)) : "";
    }

    function pause() {
      clearInterval(timer);
      timer = null;
      play.textContent = "Play";
      now.setAttribute("aria-live", "polite");
    }

    function run() {
      clearInterval(timer);
      play.textContent = "Pause";
      // A screen reader could not keep up with weeks that go by.
      now.setAttribute("aria-live", "off");
      timer = setInterval(function () {
        show(week + 1);
        if (week === data.weeks) pause();
      }, Number(part("speed").value));
    }

    function step(by) {
      pause();
      show(week + by);
    }

    play.addEventListener("click", function () {
      if (timer !== null) return pause();
      if (week === data.weeks) show(0);
      run();
    });
    root.querySelector("[data-do=back]").addEventListener("click", () => step(-1));
    root.querySelector("[data-do=next]").addEventListener("click", () => step(1));
    slider.addEventListener("input", function () {
      pause();
      show(Number(slider.value));
    });
    part("speed").addEventListener("change", function () {
      if (timer !== null) run();
    });
    part("follow").addEventListener("change", follow);
    root.addEventListener("keydown", function (event) {
      if (event.target.tagName !== "BUTTON" || event.altKey || event.ctrlKey || event.metaKey) return;
      const by = { ArrowLeft: -1, ArrowRight: 1, Home: -data.weeks, End: data.weeks }[event.key];
      if (by) {
        event.preventDefault();
        step(by);
      }
    });

    const choices = part("follow");
    data.students.forEach(function (one, place) {
      const option = document.createElement("option");
      option.value = place;
      option.textContent = one[2];
      choices.append(option);
    });
    part("stills").hidden = true;
    part("player").hidden = false;
    show(0);
  }

  function startAll() {
    document.querySelectorAll("[data-cohort]:not([data-started])").forEach(start);
  }

  startAll();
  document.addEventListener("htmx:afterSwap", startAll);
})();
