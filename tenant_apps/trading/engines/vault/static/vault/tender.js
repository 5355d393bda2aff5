// The forms of a sealed tender that work in the browser: sealing a bid, making a key, doing one's part of an opening.
// Fields with what must stay here have no name, so no form ever sends them.
(() => {
  "use strict";
  const seal = globalThis.KontorSeal;
  const NUMBER = /^[0-9]{1,14}([.,][0-9]{1,6})?$/;
  const plain = (text) => text.trim().replace(",", ".");

  const say = (form, text) => {
    const place = form.querySelector("[data-problem]");
    place.textContent = text;
    place.hidden = !text;
  };
  const offer = (link, name, value) => {
    link.href = URL.createObjectURL(new Blob([JSON.stringify(value, null, 1)], { type: "application/json" }));
    link.download = name;
  };
  const busy = async (button, text, work) => {
    const before = Array.from(button.childNodes);
    button.disabled = true;
    button.textContent = text;
    try {
      return await work();
    } finally {
      button.disabled = false;
      button.replaceChildren(...before);
    }
  };

  // -- a bid --

  const costs = (text) => text.split("\n").filter((line) => line.trim()).map((line) => {
    const [year, amount] = line.split(":");
    const value = plain(amount || "");
    if (!/^[0-9]{1,2}$/.test(year.trim()) || !NUMBER.test(value)) throw new Error("costs");
    return { year: Number(year), amount: value };
  });

  const contentsOf = (form, names) => {
    const contents = Object.fromEntries(names.map((name) => [name, {}]));
    for (const field of form.querySelectorAll("[data-field]")) {
      const [name, key, code] = field.dataset.field.split(".");
      const value = field.value.trim();
      if (code) contents[name].answers = { ...contents[name].answers, [code]: value };
      else if (key === "costs") contents[name].costs = costs(value);
      else if (key === "statement") { if (value) contents[name].statement = value; }
      else {
        if (!NUMBER.test(value)) { field.focus(); throw new Error(key); }
        contents[name][key] = plain(value);
      }
    }
    return contents;
  };

  for (const form of document.querySelectorAll("[data-seal]")) {
    const told = JSON.parse(form.dataset.tender);
    const [entry, sealed] = [form.querySelector("[data-form]"), form.querySelector("[data-sealed]")];
    const button = form.querySelector("[data-do-seal]");
    const submit = sealed.querySelector("button[type=submit]");
    form.querySelector("[data-copy]").addEventListener("click", () => { submit.disabled = false; });
    button.addEventListener("click", async () => {
      say(form, "");
      if (!seal.isPossible) { say(form, form.dataset.impossible); return; }
      let contents;
      try {
        contents = contentsOf(form, told.envelopes);
      } catch (problem) {
        say(form, form.dataset.lacking);
        return;
      }
      await busy(button, form.dataset.busy, async () => {
        const envelopes = {};
        const copy = { format: "kontor-bid-copy/1", tender: told.number, lot: told.lot, company: told.company, envelopes: {} };
        for (const name of told.envelopes) {
          const context = seal.contextOf(told.lot, told.company, name);
          const made = await seal.seal(context, contents[name], told.openers, told.threshold);
          envelopes[name] = made.envelope;
          copy.envelopes[name] = { commitment: made.envelope.commitment, nonce: made.nonce, text: made.text };
        }
        form.elements.envelopes.value = JSON.stringify(envelopes);
        const shown = form.querySelector("[data-shown-price]");
        if (shown) shown.textContent = contents.price.price;
        const last = told.envelopes[told.envelopes.length - 1];
        form.querySelector("[data-shown-commitment]").textContent = envelopes[last].commitment;
        offer(form.querySelector("[data-copy]"), told.number + "-bid.json", copy);
        // Without openers the copy is the only way to open the bid: it is kept first.
        if (!told.openers.length) submit.disabled = true;
      });
      entry.hidden = true;
      sealed.hidden = false;
      (submit.disabled ? form.querySelector("[data-copy]") : submit).focus();
    });
    form.querySelector("[data-do-again]").addEventListener("click", () => {
      form.elements.envelopes.value = "";
      entry.hidden = false;
      sealed.hidden = true;
    });
    form.addEventListener("submit", (event) => {
      if (!form.elements.envelopes.value) { event.preventDefault(); button.click(); }
    });
  }

  for (const link of document.querySelectorAll("[data-receipt]")) {
    const { number, lot, seq, commitments, root, entry, at, count, path } = link.dataset;
    const marks = Object.fromEntries(commitments.trim().split(" ").map((one) => one.split(":")));
    const receipt = { format: "kontor-bid-receipt/1", tender: number, lot, seq: Number(seq), commitments: marks };
    if (root) Object.assign(receipt, { root, entry, at: Number(at), count: Number(count), path: path ? path.split(" ") : [] });
    offer(link, number + "-receipt-" + seq + ".json", receipt);
  }

  // -- opening one's own bid --

  for (const form of document.querySelectorAll("[data-reveal]")) {
    const { lot, company, envelope, commitment } = JSON.parse(form.dataset.work);
    form.addEventListener("submit", async (event) => {
      if (form.elements.text.value) return;
      event.preventDefault();
      say(form, "");
      let kept;
      try {
        kept = JSON.parse(await form.querySelector("input[type=file]").files[0].text()).envelopes[envelope];
        if (await seal.commitment(seal.contextOf(lot, company, envelope), kept.nonce, kept.text) !== commitment) throw new Error("other");
      } catch (problem) {
        say(form, form.dataset.wrong);
        return;
      }
      form.elements.nonce.value = kept.nonce;
      form.elements.text.value = kept.text;
      form.submit();
    });
  }

  // -- a key --

  for (const form of document.querySelectorAll("[data-new-key]")) {
    const button = form.querySelector("[data-do-key]");
    const [pass, again] = form.querySelectorAll("input[type=password]");
    button.addEventListener("click", async () => {
      say(form, "");
      if (!seal.isPossible) { say(form, form.dataset.impossible); return; }
      if (pass.value.length < 12) { say(form, form.dataset.short); pass.focus(); return; }
      if (pass.value !== again.value) { say(form, form.dataset.other); again.focus(); return; }
      const made = await busy(button, form.dataset.busy, () => seal.newKey(pass.value));
      pass.value = again.value = "";
      form.elements.public_key.value = made.publicKey;
      form.querySelector("[data-shown-fingerprint]").textContent = made.fingerprint;
      const link = form.querySelector("[data-key-file]");
      offer(link, "opener-key-" + made.fingerprint.slice(0, 8) + ".json", made.file);
      link.addEventListener("click", () => { form.querySelector("button[type=submit]").disabled = false; });
      form.querySelector("[data-form]").hidden = true;
      form.querySelector("[data-made]").hidden = false;
      link.focus();
    });
    form.addEventListener("submit", (event) => { if (!form.elements.public_key.value) event.preventDefault(); });
  }

  // -- an opening --

  for (const form of document.querySelectorAll("[data-open]")) {
    const work = JSON.parse(form.dataset.work);
    form.addEventListener("submit", async (event) => {
      if (form.elements.secrets.value) return;
      event.preventDefault();
      say(form, "");
      const file = form.querySelector("input[type=file]").files[0];
      const pass = form.querySelector("input[type=password]");
      await busy(form.querySelector("button[type=submit]"), form.dataset.busy, async () => {
        let key;
        try {
          key = await seal.openFile(JSON.parse(await file.text()), pass.value);
        } catch (problem) {
          say(form, form.dataset.wrongPass);
          return;
        }
        const secrets = {};
        for (const [bid, row] of Object.entries(work.bids)) {
          try {
            secrets[bid] = await seal.unlock(key, seal.contextOf(work.lot, row.company, work.envelope), row.to);
          } catch (problem) {
            continue; // another opener can make up for it
          }
        }
        if (!Object.keys(secrets).length) { say(form, form.dataset.wrongKey); return; }
        pass.value = "";
        form.elements.envelope.value = work.envelope;
        form.elements.secrets.value = JSON.stringify(secrets);
        form.submit(); // not requestSubmit: the passphrase is gone by now, and it is required
      });
    });
  }
})();
