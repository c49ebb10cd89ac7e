"""Answers the commands of ../driver.ts with PyJWT."""

import json
import sys

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.algorithms import get_default_algorithms
from jwt.api_jwt import decode_complete

CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}


def read_key(key, algorithm, kid=None):
    if key is None:
        return None
    if "secret" in key:
        return key["secret"]
    if "pem" in key:
        return key["pem"]
    if "jwks" in key:
        return jwt.PyJWKSet.from_dict(key["jwks"])[kid].key
    return get_default_algorithms()[algorithm].from_jwk(json.dumps(key["jwk"]))


def sign(command):
    algorithm = command["algorithm"]
    key = read_key(command["key"], algorithm)
    payload = json.loads(command["payload"])
    return {"token": jwt.encode(payload, key, algorithm=algorithm, headers=json.loads(command["header"]))}


def verify(command):
    token, algorithm = command["token"], command["algorithm"]
    key = read_key(command["key"], algorithm, jwt.get_unverified_header(token).get("kid"))
    found = decode_complete(token, key, algorithms=[algorithm], audience=command.get("audience"))
    return {"header": json.dumps(found["header"]), "payload": json.dumps(found["payload"])}


def generate(algorithm):
    if algorithm in CURVES:
        return ec.generate_private_key(CURVES[algorithm]())
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def has_short_number(key, algorithm):
    """True when to_jwk drops zero bytes in front of a number, which RFC 7518 section 6.2 does not allow."""
    if algorithm not in CURVES:
        return False
    numbers = key.private_numbers()
    public = numbers.public_numbers
    length = (key.key_size + 7) // 8
    return any(number >> (8 * (length - 1)) == 0 for number in (public.x, public.y, numbers.private_value))


def generate_until(algorithm, short):
    while True:
        key = generate(algorithm)
        if has_short_number(key, algorithm) == short:
            return key


def make(command):
    algorithm = command["algorithm"]
    writer = get_default_algorithms()[algorithm]
    key = generate_until(algorithm, short=False)
    public = key.public_key()

    def private_pem(form):
        return {"pem": key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()}

    def public_pem(form):
        return {"pem": public.public_bytes(Encoding.PEM, form).decode()}

    privates = {"PKCS#8 PEM": private_pem(PrivateFormat.PKCS8)}
    publics = {"SPKI PEM": public_pem(PublicFormat.SubjectPublicKeyInfo)}
    if algorithm != "EdDSA":
        privates["traditional PEM"] = private_pem(PrivateFormat.TraditionalOpenSSL)
    if isinstance(key, rsa.RSAPrivateKey):
        publics["PKCS#1 PEM"] = public_pem(PublicFormat.PKCS1)
    privates["JWK"] = {"jwk": json.loads(writer.to_jwk(key))}
    publics["JWK"] = {"jwk": json.loads(writer.to_jwk(public))}
    odd = {}
    if algorithm in CURVES:
        odd["JWK with a short number"] = {"jwk": json.loads(writer.to_jwk(generate_until(algorithm, short=True)))}
    return {"private": privates, "public": publics, "odd": odd}


VERBS = {"sign": sign, "verify": verify, "make": make}

for line in sys.stdin:
    command = json.loads(line)
    try:
        answer = VERBS[command["op"]](command)
    except Exception as error:  # whatever the library raises is the answer
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
