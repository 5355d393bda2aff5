// The suite kontor-seal/1 in a browser: the same bytes as decisions/sealing.py, by WebCrypto alone.
// docs/sealed-bids.md describes the format. What is sealed here leaves the page only as cipher text.
(() => {
  "use strict";
  const SUITE = "kontor-seal/1";
  const BLOCK = 512;
  const ROUNDS = 600000;
  const FILE = "kontor-opener-key/1";
  const subtle = globalThis.crypto && crypto.subtle;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();

  const bytes = (text) => encoder.encode(text);
  const random = (count) => crypto.getRandomValues(new Uint8Array(count));
  const hex = (data) => Array.from(new Uint8Array(data), (one) => one.toString(16).padStart(2, "0")).join("");
  const box = (data) => {
    let text = "";
    for (const one of new Uint8Array(data)) text += String.fromCharCode(one);
    return btoa(text);
  };
  const unbox = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const joined = (parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };
  const digest = async (data) => hex(await subtle.digest("SHA-256", data));

  const contextOf = (lot, company, name) => [SUITE, lot, company, name].join("\n");
  const commitment = (context, nonce, text) => digest(bytes(context + "\n" + nonce + "\n" + text));
  const padded = (text) => text + " ".repeat((BLOCK - (bytes(text).length % BLOCK)) % BLOCK);
  const setsOf = (count, size, from = 1) => {
    if (size === 0) return [[]];
    const found = [];
    for (let one = from; one <= count - size + 1; one += 1) {
      for (const rest of setsOf(count, size - 1, one + 1)) found.push([one, ...rest]);
    }
    return found;
  };

  const publicKey = (text) =>
    subtle.importKey("spki", unbox(text), { name: "RSA-OAEP", hash: "SHA-256" }, false, ["encrypt"]);
  const aesKey = (data, use) => subtle.importKey("raw", data, "AES-GCM", false, [use]);
  const sharedKey = async (context, those, parts, use) => {
    const base = await subtle.importKey("raw", joined(parts), "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: bytes(context + "\n" + those.join(",")) };
    return subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, [use]);
  };

  // An envelope for these openers' keys. `content` is an object; the answer also has what the bidder may keep.
  async function seal(context, content, openers, threshold) {
    const text = padded(JSON.stringify(content));
    const nonce = hex(random(32));
    if (!openers.length) return { envelope: { commitment: await commitment(context, nonce, text) }, nonce, text };
    const contentKey = random(32);
    const iv = random(12);
    const parts = openers.map(() => random(32));
    const aad = bytes(context);
    const inside = bytes(nonce + "\n" + text);
    const cipher = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, await aesKey(contentKey, "encrypt"), inside);
    const secrets = [];
    for (let at = 0; at < openers.length; at += 1) {
      const to = await subtle.encrypt({ name: "RSA-OAEP", label: aad }, await publicKey(openers[at]), parts[at]);
      secrets.push({ to: box(to), check: await digest(parts[at]) });
    }
    const keys = [];
    for (const those of setsOf(openers.length, threshold)) {
      const own = random(12);
      const shared = await sharedKey(context, those, those.map((one) => parts[one - 1]), "encrypt");
      const how = { name: "AES-GCM", iv: own, additionalData: bytes(context + "\n" + those.join(",")) };
      keys.push({ openers: those, iv: box(own), wrapped: box(await subtle.encrypt(how, shared, contentKey)) });
    }
    const envelope = { commitment: await commitment(context, nonce, text), iv: box(iv), ciphertext: box(cipher), secrets, keys };
    return { envelope, nonce, text };
  }

  // An opener's own secret out of what is locked to it.
  async function unlock(privateKey, context, locked) {
    return hex(await subtle.decrypt({ name: "RSA-OAEP", label: bytes(context) }, privateKey, unbox(locked)));
  }

  // A new key pair: the public part to register, and the file that keeps the private part under a passphrase.
  async function newKey(passphrase) {
    const how = { name: "RSA-OAEP", modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
    const pair = await subtle.generateKey(how, true, ["encrypt", "decrypt"]);
    const spki = new Uint8Array(await subtle.exportKey("spki", pair.publicKey));
    const salt = random(16);
    const iv = random(12);
    const lock = await passphraseKey(passphrase, salt, ROUNDS, "encrypt");
    const pkcs8 = await subtle.exportKey("pkcs8", pair.privateKey);
    const locked = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(FILE) }, lock, pkcs8);
    const file = {
      format: FILE, fingerprint: await digest(spki), public_key: box(spki), rounds: ROUNDS,
      salt: box(salt), iv: box(iv), private_key: box(locked),
    };
    return { publicKey: box(spki), fingerprint: file.fingerprint, file };
  }

  async function openFile(file, passphrase) {
    if (!file || file.format !== FILE) throw new Error("format");
    const lock = await passphraseKey(passphrase, unbox(file.salt), file.rounds, "decrypt");
    const how = { name: "AES-GCM", iv: unbox(file.iv), additionalData: bytes(FILE) };
    const pkcs8 = await subtle.decrypt(how, lock, unbox(file.private_key));
    return subtle.importKey("pkcs8", pkcs8, { name: "RSA-OAEP", hash: "SHA-256" }, false, ["decrypt"]);
  }

  async function passphraseKey(passphrase, salt, iterations, use) {
    const base = await subtle.importKey("raw", bytes(passphrase), "PBKDF2", false, ["deriveKey"]);
    return subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, base, { name: "AES-GCM", length: 256 }, false, [use]);
  }

  globalThis.KontorSeal = { SUITE, isPossible: Boolean(subtle), contextOf, commitment, seal, unlock, newKey, openFile };
})();
