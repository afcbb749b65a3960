"use strict";
// The portal without this works, too: it keeps what was typed, names articles, and lets people draw.
(() => {
  const store = (() => { try { return window.localStorage; } catch { return null; } })();
  const PREFIX = `tix portal ${location.port} `;

  // what was typed stays until it is committed, of which the server names in a cookie what is
  const saved = decodeURIComponent(document.cookie.match(/(?:^|; )tix-saved=([^;]*)/)?.[1] ?? "");
  if (saved.startsWith(PREFIX)) {
    store?.removeItem(saved);
    document.cookie = "tix-saved=; Max-Age=0; Path=/; SameSite=Lax";
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = PREFIX + form.dataset.keep;
    const fields = [...form.querySelectorAll("textarea, input:not([type=file]):not([type=hidden]), [name=once]")]
      .filter((field) => !field.closest(".trap"));
    try {
      const kept = JSON.parse(store?.getItem(key) ?? "{}");
      for (const field of fields) {  // with its key, so that what is sent again is known
        if (kept[field.name] && (!field.value || field.name === "once")) field.value = kept[field.name];
      }
    } catch { /* it is no loss */ }
    const keep = () => {
      const typed = Object.fromEntries(fields.map((field) => [field.name, field.value]));
      try { store?.setItem(key, JSON.stringify(typed)); } catch { /* no room */ }
    };
    form.addEventListener("input", keep);
    form.addEventListener("submit", () => {
      const name = form.elements.namedItem("keep") ?? document.createElement("input");
      Object.assign(name, { type: "hidden", name: "keep", value: key });
      form.append(name);
    });
  }

  // articles that may help, before a request is sent
  for (const field of document.querySelectorAll("input[data-suggest]")) {
    const place = document.getElementById("suggestions");
    let timer = 0, last = "";
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const text = field.value.trim();
        if (text === last) return;
        last = text;
        if (text.length < 3) { place.replaceChildren(); return; }
        const answer = await fetch(`${field.dataset.suggest}?part=list&q=${encodeURIComponent(text)}`);
        if (!answer.ok || text !== field.value.trim()) return;
        const list = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("ul");
        for (const link of list?.querySelectorAll("a") ?? []) link.target = "_blank";
        place.replaceChildren(...(list ? [list] : []));
      }, 250);
    });
  }

  // a signature is drawn by finger, pen or mouse
  for (const form of document.querySelectorAll("form[data-sign]")) {
    const canvas = form.querySelector("canvas"), pen = canvas.getContext("2d");
    const field = form.elements.namedItem("signature");
    form.querySelector(".draw").hidden = false;
    let drawing = false, used = false;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width,
        (event.clientY - box.top) * canvas.height / box.height];
    };
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#123";
    canvas.addEventListener("pointerdown", (event) => {
      drawing = used = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...place(event));
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      pen.lineTo(...place(event));
      pen.stroke();
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { drawing = false; });
    form.querySelector("[data-clear]").addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      used = false;
    });
    form.addEventListener("submit", () => { field.value = used ? canvas.toDataURL("image/png") : ""; });
  }
})();
