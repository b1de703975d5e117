// Passkeys. A button with data-passkey ("get" or "create") asks the authenticator before its form is sent; what it is
// asked stands in data-options, or comes from the address in data-options-from. The answer goes along as "answer".
"use strict";

const asking = {
  get: async (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  create: async (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
};

const optionsOf = async (button) => {
  if (button.dataset.options) return JSON.parse(button.dataset.options);
  const answer = await fetch(button.dataset.optionsFrom, { method: "POST", body: new FormData(button.form) });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

const send = (button, credential) => {
  const answer = document.createElement("input");
  answer.type = "hidden";
  answer.name = "answer";
  answer.value = JSON.stringify(credential.toJSON());
  button.form.append(answer);
  // submit() leaves the button out, so that its own name and value go along by hand.
  if (button.name) {
    const chosen = document.createElement("input");
    chosen.type = "hidden";
    chosen.name = button.name;
    chosen.value = button.value;
    button.form.append(chosen);
  }
  button.form.submit();
};

const ask = async (button) => {
  const failed = button.form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  button.disabled = true;
  try {
    send(button, await asking[button.dataset.passkey](await optionsOf(button)));
  } catch (error) {
    console.info(`passkey: ${error.name}`);
    failed.hidden = false;
    failed.focus();
    button.disabled = false;
  }
};

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.dataset.passkey) return;
  event.preventDefault();
  ask(button);
});
