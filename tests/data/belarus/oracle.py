"""belt-hash, bash and bign (STB 34.101.31, .77, .45; domain.md 4.6, 4.9) once more, in another language and
with whole numbers: what no library has is held against a second reading of the standards.

  oracle.py make          prints vectors.txt
  oracle.py check FILE    verifies lines of that form over message(line), digest lines not counted
"""

import base64
import hashlib
import secrets
import sys

H = bytes.fromhex(
    "B194BAC80A08F53B366D008E584A5DE48504FA9D1BB6C7AC252E72C202FDCE0D"
    "5BE3D61217B96181FE6786AD716B890B5CB0C0FF33C356B835C405AED8E07F99"
    "E12BDC1AE28257EC703FCCF095EE8DF1C1AB76389FE678CAF7C6F860D5BB9C4F"
    "F33C657B637C306ADD4EA7799EB23D313E98B56E27D3BCCF591E181F4C5AB793"
    "E9DEE72C8F0C0FA62DDB49F46F73964706075316ED247A3739CBA38303A98BF6"
    "92BD9B1CE5D141015445FBC95E4D0EF2682080AA227D642F2687F93490405511"
    "BE32971343FC9A48A02A885F194B09A17ECDA4D01544AF8CA58450BF66D2E88A"
    "A2D7465242A8DFB36974C551EB232921D4EFD9B43A622875911410EA776CDA1D"
)


def little(octets):
    return int.from_bytes(octets, "little")


def xor(*parts):
    result = bytearray(len(parts[0]))
    for part in parts:
        for i, octet in enumerate(part):
            result[i] ^= octet
    return bytes(result)


# ---- belt-hash -----------------------------------------------------------------------------------


def g(word, amount):
    word = little(bytes(H[octet] for octet in word.to_bytes(4, "little")))
    return (word << amount | word >> (32 - amount)) & 0xFFFFFFFF


def belt_block(key, block):
    keys = [little(key[4 * i : 4 * i + 4]) for i in range(8)]
    a, b, c, d = (little(block[4 * i : 4 * i + 4]) for i in range(4))

    def k(i):
        return keys[(i - 1) % 8]

    mask = 0xFFFFFFFF
    for i in range(1, 9):
        b ^= g((a + k(7 * i - 6)) & mask, 5)
        c ^= g((d + k(7 * i - 5)) & mask, 21)
        a = (a - g((b + k(7 * i - 4)) & mask, 13)) & mask
        e = g((b + c + k(7 * i - 3)) & mask, 21) ^ i
        b = (b + e) & mask
        c = (c - e) & mask
        d = (d + g((c + k(7 * i - 2)) & mask, 13)) & mask
        b ^= g((a + k(7 * i - 1)) & mask, 21)
        c ^= g((d + k(7 * i)) & mask, 5)
        a, b = b, a
        c, d = d, c
        b, c = c, b
    return b"".join(word.to_bytes(4, "little") for word in (b, d, a, c))


def quarters(u):
    return [u[16 * i : 16 * i + 16] for i in range(4)]


def sigma1(u):
    u1, u2, u3, u4 = quarters(u)
    return xor(belt_block(u1 + u2, xor(u3, u4)), u3, u4)


def sigma2(u):
    u1, u2, u3, u4 = quarters(u)
    once = sigma1(u)
    inverted = bytes(255 - octet for octet in once)
    return xor(belt_block(once + u4, u1), u1) + xor(belt_block(inverted + u3, u2), u2)


def belt_hash(message):
    h = H[:32]
    s = bytes(16)
    for i in range(0, len(message), 32):
        both = message[i : i + 32].ljust(32, b"\0") + h
        s = xor(s, sigma1(both))
        h = sigma2(both)
    return sigma2((8 * len(message)).to_bytes(16, "little") + s + h)


# ---- bash ----------------------------------------------------------------------------------------

PERMUTATION = [15, 10, 9, 12, 11, 14, 13, 8, 17, 16, 19, 18, 21, 20, 23, 22, 6, 3, 0, 5, 2, 7, 4, 1]
CONSTANTS = [0x3BF5080AC8BA94B1]
while len(CONSTANTS) < 24:
    last = CONSTANTS[-1]
    CONSTANTS.append(last >> 1 ^ (0xDC2BE1997FE0D8AE if last & 1 else 0))


def bash_f(state):
    mask = 2**64 - 1

    def rotate(word, amount):
        return (word << amount | word >> (64 - amount)) & mask

    w = [little(state[8 * i : 8 * i + 8]) for i in range(24)]
    for constant in CONSTANTS:
        m1, n1, m2, n2 = 8, 53, 14, 1
        for j in range(8):
            a, b, c = w[j], w[8 + j], w[16 + j]
            t = rotate(a, m1)
            a ^= b ^ c
            u = b ^ rotate(a, n1)
            b = t ^ u
            c ^= rotate(c, m2) ^ rotate(u, n2)
            w[j], w[8 + j], w[16 + j] = a ^ (~c & mask | b), b ^ (a | c), c ^ (a & b)
            m1, n1, m2, n2 = (7 * amount % 64 for amount in (m1, n1, m2, n2))
        w = [w[i] for i in PERMUTATION]
        w[23] ^= constant
    return b"".join(word.to_bytes(8, "little") for word in w)


def bash(level, message):
    block = 192 - level // 2
    state = bytes(184) + bytes([level // 4]) + bytes(7)
    message += b"\x40"
    message += bytes(-len(message) % block)
    for i in range(0, len(message), block):
        state = bash_f(message[i : i + block] + state[block:])
    return state[: level // 4]


# ---- bign ----------------------------------------------------------------------------------------


class Curve:
    def __init__(self, last_arc, p, b, q, y):
        self.oid = bytes.fromhex("060A2A7000020022652D03") + bytes([last_arc])
        self.width = len(bytes.fromhex(y))
        self.p, self.b, self.q = (little(bytes.fromhex(text.ljust(2 * self.width, "F"))) for text in (p, b, q))
        self.base = (0, little(bytes.fromhex(y)))

    def add(self, left, right):  # None: the point at infinity
        if left is None or right is None:
            return left or right
        if left[0] == right[0]:
            if (left[1] + right[1]) % self.p == 0:
                return None
            slope = (3 * left[0] ** 2 - 3) * pow(2 * left[1], -1, self.p)
        else:
            slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, self.p)
        x = (slope * slope - left[0] - right[0]) % self.p
        return x, (slope * (left[0] - x) - left[1]) % self.p

    def times(self, scalar, point):
        result = None
        while scalar:
            if scalar & 1:
                result = self.add(result, point)
            point = self.add(point, point)
            scalar >>= 1
        return result

    def has(self, point):
        x, y = point
        return x < self.p and y < self.p and (y * y - x**3 + 3 * x - self.b) % self.p == 0


CURVES = [
    Curve(1, "43", "F1039CD66B7D2EB253928B976950F54CBEFBD8E4AB3AC1D2EDA8F315156CCE77",
          "07663D2699BF5A7EFC4DFB0DD68E5CD9", "936A510418CF291E52F608C4663991785D83D651A3C9E45C9FD616FB3CFCF76B"),
    Curve(2, "C3FE",
          "64BF736823FCA7BC7CBDCEF3F0E2BD143A2E71E9F96A21A696B1FB0FBB482771D2345D65AB5A073320EF9C95E1DF753C",
          "B7A70CF33FDCB73D0AFFA4A6E7DA4680BB7BAF7303C4CC6CFE",
          "51C433F731CB5EEAF9422A6B273E408455D3B1669EE74905A0FF86DC119A723A89BF2D437E1130639E9E2EA82482435D"),
    Curve(3, "C7FD",
          "909C13D6986934097AA2493A272286EA43A2AC878C003329955E24C4B5DC1127"
          "88B0ADDAE313CE1751255DDDEEA9C65B8958FD606A5D8CD8438C3B934459B46C",
          "F18E060D49ADFFDC32DF5695E5CA1B36F413212EB0EB6BF24E0098012C09C0B2",
          "BDEDEFCE6FAE92B7040D4CC9B983AA676122E8EE957377FFD26FFA0EE2DD7369"
          "DACACC001BF8EDD2E2BC61B3B341ABB0AB8FD1A0F7E682B1817603E47AFF26A8"),
]
# signature OID -> curve, hash, DER of the hash's OID
ALGORITHMS = {
    "1.2.112.0.2.0.34.101.45.12": (CURVES[0], belt_hash, "06092A7000020022651F51"),
    "1.2.112.0.2.0.34.101.45.13": (CURVES[0], lambda m: bash(128, m), "06092A7000020022654D0B"),
    "1.2.112.0.2.0.34.101.45.14": (CURVES[1], lambda m: bash(192, m), "06092A7000020022654D0C"),
    "1.2.112.0.2.0.34.101.45.15": (CURVES[2], lambda m: bash(256, m), "06092A7000020022654D0D"),
}
KEY = bytes.fromhex("060A2A7000020022652D0201")


def tlv(tag, content):
    length = bytes([len(content)]) if len(content) < 128 else bytes([0x81, len(content)])
    return bytes([tag]) + length + content


def challenge(algorithm, point, digest):
    curve, _, oid = ALGORITHMS[algorithm]
    x = point[0].to_bytes(curve.width, "little")
    return belt_hash(bytes.fromhex(oid) + x + digest)[: curve.width // 2]


def sign(algorithm, secret, message):
    curve, function, _ = ALGORITHMS[algorithm]
    digest = function(message)
    k = 1 + secrets.randbelow(curve.q - 1)
    s0 = challenge(algorithm, curve.times(k, curve.base), digest)
    s1 = (k - little(digest) - (little(s0) + 2 ** (4 * curve.width)) * secret) % curve.q
    return s0 + s1.to_bytes(curve.width, "little")


def verify(algorithm, spki, message, value):
    curve, function, _ = ALGORITHMS[algorithm]
    if not spki.startswith(tlv(0x30, tlv(0x30, KEY + curve.oid) + tlv(0x03, bytes(1 + 2 * curve.width)))[: -2 * curve.width]):
        return False
    key = little(spki[-2 * curve.width : -curve.width]), little(spki[-curve.width :])
    s0, s1 = value[: curve.width // 2], little(value[curve.width // 2 :])
    if not curve.has(key) or len(value) != 3 * curve.width // 2 or s1 >= curve.q:
        return False
    digest = function(message)
    left = curve.times((s1 + little(digest)) % curve.q, curve.base)
    point = curve.add(left, curve.times(little(s0) + 2 ** (4 * curve.width), key))
    return point is not None and challenge(algorithm, point, digest) == s0


# ---- vectors -------------------------------------------------------------------------------------


def message(i):  # ../bouncy-castle/Vectors.java, message() and carry()
    return bytes(i * 7 + j * 13 + (j >> 8) & 255 for j in range(i))


def carry(i):
    return bytes(1 if j // 8 % (1 + i % 5) == 1 else 255 for j in range(i))


def make():
    for name, function in (("belt-hash", belt_hash), ("bash256", lambda m: bash(128, m)),
                           ("bash384", lambda m: bash(192, m)), ("bash512", lambda m: bash(256, m))):
        for prefix, source in (("", message), ("carry-", carry)):
            both = b"".join(function(source(i)) for i in range(300))
            print("digest", prefix + name, hashlib.sha256(both).hexdigest())
    line = 0
    for algorithm, (curve, _, _) in ALGORITHMS.items():
        for _ in range(200):
            secret = 1 + secrets.randbelow(curve.q - 1)
            x, y = curve.times(secret, curve.base)
            bits = b"\0" + x.to_bytes(curve.width, "little") + y.to_bytes(curve.width, "little")
            spki = tlv(0x30, tlv(0x30, KEY + curve.oid) + tlv(0x03, bits))
            value = sign(algorithm, secret, message(line))
            print(algorithm, base64.b64encode(spki).decode(), base64.b64encode(value).decode())
            line += 1


def check(path):
    verified = refused = line = 0
    for text in open(path, encoding="ascii"):
        algorithm, spki, value = text.split(" ")
        if algorithm == "digest":
            continue
        spki, value = base64.b64decode(spki), base64.b64decode(value)
        verified += verify(algorithm, spki, message(line), value)
        refused += not verify(algorithm, spki, message(line + 1), value)
        line += 1
    print(f"{line} signatures: {verified} verified, {refused} refused over another message")
    sys.exit(0 if line > 0 and line == verified == refused else 1)


def self_check():  # the published values (domain.md 4.6, 4.9)
    assert belt_hash(H[:13]).hex().upper().startswith("ABEF9725D4C5A83597A367D14494CC25")
    assert bash(256, H[:192]).hex().upper().startswith("8724C7FF8A2A83F22E38CB9763777B96")
    assert CONSTANTS[23] == 0xDE8082CD72DEBC78
    for curve in CURVES:
        assert curve.has(curve.base) and curve.times(curve.q, curve.base) is None


self_check()
if sys.argv[1] == "make":
    make()
else:
    check(sys.argv[2])
