"""A device with a passkey, in software: answers what a browser would answer. Its owner always touches it."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    def __init__(self, host="localhost"):
        self.origin, self.rp_hash = f"http://{host}", hashlib.sha256(host.encode()).digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.owner = ""

    def register(self, options, *, lives_on_device=True):
        """The answer to ``navigator.credentials.create`` as JSON."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = AttestedCredentialData.create(
            Aaguid(bytes(16)), self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self.rp_hash, PRESENT | VERIFIED | ATTESTED, 0, public)
        said = CollectedClientData.create("webauthn.create", asked["challenge"], self.origin)
        response = {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self.answer(response, {"credProps": {"rk": lives_on_device}})

    def sign(self, options):
        """The answer to ``navigator.credentials.get`` as JSON."""
        data = AuthenticatorData.create(self.rp_hash, PRESENT | VERIFIED, 1)
        said = CollectedClientData.create("webauthn.get", options["publicKey"]["challenge"], self.origin)
        response = {
            "clientDataJSON": websafe_encode(said),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(self.key.sign(data + said.hash, ec.ECDSA(hashes.SHA256()))),
            "userHandle": self.owner,
        }
        return self.answer(response, {})

    def answer(self, response, extensions):
        identity = websafe_encode(self.id)
        return json.dumps(
            {
                "type": "public-key",
                "id": identity,
                "rawId": identity,
                "response": response,
                "clientExtensionResults": extensions,
            }
        )
