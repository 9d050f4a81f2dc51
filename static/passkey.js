// Shows the passkey button of a page where the browser knows passkeys, and says so when one was not used.
// allauth's webauthn.js does the talking with the device. Without these files one signs in with a password or a code.
(() => {
  const button = document.querySelector("[data-passkey]");
  if (!button || !window.PublicKeyCredential || !window.allauth) return;
  const form = button.form;
  const kind = button.dataset.passkey;
  const credential = form.elements.namedItem("credential");
  const alone = form.elements.namedItem("passwordless");
  const trouble = document.getElementById("passkey_trouble");

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    trouble.hidden = false;
  });
  form.addEventListener("submit", (event) => {
    if (credential.value) return; // Enter in a field: the device comes first
    event.preventDefault();
    button.click();
  });
  window.allauth.webauthn.forms[`${kind}Form`]({
    ids: { [kind]: button.id, credential: credential.id, passwordless: alone ? alone.id : "", data: "js_data" },
  });
  document.getElementById("passkey_none")?.remove();
  button.parentElement.hidden = false;
})();
