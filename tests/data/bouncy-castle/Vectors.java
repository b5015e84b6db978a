// Makes vectors.txt with Bouncy Castle, and checks ours.txt (signatures of gateway/demo) with it.
// Run by make.sh: java -cp bcprov.jar Vectors.java make | digests | check FILE
//
// vectors.txt, one vector a line: algorithm OID, SubjectPublicKeyInfo, signature value (base64).
// The message of line i (from 0, comment lines not counted) is message(i). Digest lines: "digest",
// name, SHA-256 of the digests of message(0) to message(299) one after another (hex); of carry(0) to
// carry(299) for a name with "carry-" before it.

import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ua.DSTU4145ECBinary;
import org.bouncycastle.asn1.ua.DSTU4145NamedCurves;
import org.bouncycastle.asn1.ua.DSTU4145PointEncoder;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_512Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.GOST28147Engine;
import org.bouncycastle.crypto.generators.DSTU4145KeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

public class Vectors {
  static final SecureRandom RANDOM = new SecureRandom();
  static final String UA = "1.2.804.2.1.1.1.1.";
  static int line = 0;

  static byte[] message(int i) {
    byte[] octets = new byte[i];
    for (int j = 0; j < i; ++j) {
      octets[j] = (byte) (i * 7 + j * 13 + (j >> 8));
    }
    return octets;
  }

  // Words of 64 bits that carry when blocks are added up, some with a 1 between them: what sums of
  // blocks (Streebog, GOST 34.311) and of words (Kupyna) get wrong when they do.
  static byte[] carry(int i) {
    byte[] octets = new byte[i];
    for (int j = 0; j < i; ++j) {
      octets[j] = (byte) (j / 8 % (1 + i % 5) == 1 ? 1 : 255);
    }
    return octets;
  }

  static void emit(PrintStream out, String algorithm, byte[] spki, byte[] value) {
    Base64.Encoder base64 = Base64.getEncoder();
    out.println(algorithm + " " + base64.encodeToString(spki) + " " + base64.encodeToString(value));
    ++line;
  }

  static byte[] reversed(byte[] octets) {
    byte[] other = new byte[octets.length];
    for (int i = 0; i < octets.length; ++i) {
      other[i] = octets[octets.length - 1 - i];
    }
    return other;
  }

  // The 64 octets of a key's table as one nibble an octet.
  static byte[] expand(byte[] packed) {
    byte[] table = new byte[128];
    for (int i = 0; i < 64; ++i) {
      table[2 * i] = (byte) (packed[i] >> 4 & 15);
      table[2 * i + 1] = (byte) (packed[i] & 15);
    }
    return table;
  }

  static byte[] hash(Digest digest, byte[] message) {
    byte[] result = new byte[digest.getDigestSize()];
    digest.update(message, 0, message.length);
    digest.doFinal(result, 0);
    return result;
  }

  static byte[] unhex(String text) {
    byte[] octets = new byte[text.length() / 2];
    for (int i = 0; i < octets.length; ++i) {
      octets[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
    }
    return octets;
  }

  static byte[] spkiOf(boolean little, String oid, boolean explicit, int curve, byte[] table,
      ECPublicKeyParameters key) throws Exception {
    ECDomainParameters domain = key.getParameters();
    ASN1EncodableVector parameters = new ASN1EncodableVector();
    if (explicit) {
      ASN1EncodableVector binary = new ASN1EncodableVector();
      for (org.bouncycastle.asn1.ASN1Encodable part :
          (org.bouncycastle.asn1.ASN1Sequence) new DSTU4145ECBinary(domain).toASN1Primitive()) {
        binary.add(little && part instanceof ASN1OctetString
            ? new DEROctetString(reversed(((ASN1OctetString) part).getOctets()))
            : part);
      }
      parameters.add(new DERSequence(binary));
    } else {
      parameters.add(new ASN1ObjectIdentifier(UA + "3.1.1.2." + curve));
    }
    if (table != null) {
      parameters.add(new DEROctetString(table));
    }
    byte[] point = DSTU4145PointEncoder.encodePoint(key.getQ());
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), new DERSequence(parameters)),
        new DEROctetString(little ? reversed(point) : point)).getEncoded("DER");
  }

  static byte[] halves(BigInteger[] pair, int width) {
    byte[] octets = new byte[2 * width];
    for (int i = 0; i < width; ++i) {
      octets[width - 1 - i] = pair[1].shiftRight(8 * i).byteValue();
      octets[2 * width - 1 - i] = pair[0].shiftRight(8 * i).byteValue();
    }
    return octets;  // s || r, big-endian
  }

  // RFC 9215 4 leaves the digest set out where it follows from the key; Bouncy Castle 1.72 wants it.
  static SubjectPublicKeyInfo withDigestSet(SubjectPublicKeyInfo info) throws Exception {
    String oid = info.getAlgorithm().getAlgorithm().getId();
    if (!oid.startsWith("1.2.643.7.1.1.1.")) {
      return info;
    }
    ASN1Sequence parameters = ASN1Sequence.getInstance(info.getAlgorithm().getParameters());
    if (parameters.size() > 1) {
      return info;
    }
    ASN1EncodableVector both = new ASN1EncodableVector();
    both.add(parameters.getObjectAt(0));
    both.add(new ASN1ObjectIdentifier("1.2.643.7.1.1.2." + (oid.endsWith(".1") ? "2" : "3")));
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(info.getAlgorithm().getAlgorithm(), new DERSequence(both)),
        info.getPublicKeyData().getBytes());
  }

  static boolean verifies(String name, byte[] spki, byte[] message, byte[] value) throws Exception {
    SubjectPublicKeyInfo info = withDigestSet(SubjectPublicKeyInfo.getInstance(spki));
    PublicKey key = BouncyCastleProvider.getPublicKey(info);
    Signature signature = Signature.getInstance(name, "BC");
    signature.initVerify(key);
    signature.update(message);
    return signature.verify(value);
  }

  // The provider knows no Kupyna signatures: its parts do.
  static boolean verifiesKupyna(String name, byte[] spki, byte[] message, byte[] value)
      throws Exception {
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(spki);
    boolean little = !name.endsWith(".1.1.1");
    int kupyna = name.charAt((UA + "3.6.").length()) - '0';
    PublicKey key = BouncyCastleProvider.getPublicKey(new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(UA + (little ? "3.1.1" : "3.1.1.1.1")),
            info.getAlgorithm().getParameters()),
        info.getPublicKeyData().getBytes()));
    byte[] bare = ASN1OctetString.getInstance(value).getOctets();
    byte[] big = little ? reversed(bare) : bare;  // s || r
    int width = big.length / 2;
    BigInteger s = new BigInteger(1, java.util.Arrays.copyOfRange(big, 0, width));
    BigInteger r = new BigInteger(1, java.util.Arrays.copyOfRange(big, width, 2 * width));
    DSTU4145Signer signer = new DSTU4145Signer();
    signer.init(false, ECUtil.generatePublicKeyParameter(key));
    Digest digest = new DSTU7564Digest(kupyna == 1 ? 256 : kupyna == 2 ? 384 : 512);
    return signer.verifySignature(hash(digest, message), r, s);
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  static void dstu(PrintStream out, byte[][] tables) throws Exception {
    out.println("# DSTU 4145: ten curves, both byte orders, named and explicit, tables, wrapped or bare");
    for (int i = 0; i < 800; ++i) {
      int curve = i % 10;
      boolean little = i / 10 % 2 == 0;
      boolean explicit = i / 20 % 2 == 1;
      int kupyna = i / 40 % 4;  // 0: GOST 34.311; 1, 2, 3: 256, 384, 512
      byte[] table = i % 3 == 0 || kupyna != 0 ? null : tables[i % tables.length];
      String oid = kupyna == 0 ? UA + (little ? "3.1.1" : "3.1.1.1.1")
                               : UA + "3.6." + kupyna + (little ? ".1" : ".1.1.1");
      ECDomainParameters domain =
          DSTU4145NamedCurves.getByOID(new ASN1ObjectIdentifier(UA + "3.1.1.2." + curve));
      DSTU4145KeyPairGenerator generator = new DSTU4145KeyPairGenerator();
      generator.init(new ECKeyGenerationParameters(domain, RANDOM));
      AsymmetricCipherKeyPair pair = generator.generateKeyPair();
      byte[] message = message(line);
      Digest digest = kupyna == 0
          ? new GOST3411Digest(expand(table == null ? tables[0] : table))
          : new DSTU7564Digest(kupyna == 1 ? 256 : kupyna == 2 ? 384 : 512);
      DSTU4145Signer signer = new DSTU4145Signer();
      signer.init(true, new org.bouncycastle.crypto.params.ParametersWithRandom(pair.getPrivate(), RANDOM));
      byte[] value = halves(signer.generateSignature(hash(digest, message)),
          (domain.getN().bitLength() + 7) / 8);
      byte[] bare = little ? reversed(value) : value;
      byte[] wrapped = new DEROctetString(bare).getEncoded();
      // Keys of the Kupyna family are not known to the provider: the 34.311 ones in half of them.
      String keyOid = kupyna != 0 && i % 2 == 0 ? UA + (little ? "3.1.1" : "3.1.1.1.1") : oid;
      byte[] spki = spkiOf(little, keyOid, explicit, curve, table,
          (ECPublicKeyParameters) pair.getPublic());
      if (kupyna == 0) {
        require(verifies(oid, spki, message, wrapped), "Bouncy Castle refuses its own " + i);
      }
      emit(out, oid, spki, i % 2 == 0 ? wrapped : bare);
    }
  }

  static void provider(PrintStream out, String key, String[] sets, String name, String oid, int times)
      throws Exception {
    out.println("# " + name);
    for (int i = 0; i < times; ++i) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(key, "BC");
      generator.initialize(new ECGenParameterSpec(sets[i % sets.length]), RANDOM);
      KeyPair pair = generator.generateKeyPair();
      Signature signature = Signature.getInstance(name, "BC");
      signature.initSign(pair.getPrivate(), RANDOM);
      signature.update(message(line));
      emit(out, oid, pair.getPublic().getEncoded(), signature.sign());
    }
  }

  static void digest(PrintStream out, String name, Digest digest) throws Exception {
    for (boolean carries : new boolean[] {false, true}) {
      MessageDigest all = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < 300; ++i) {
        all.update(hash(digest, carries ? carry(i) : message(i)));
      }
      out.println("digest " + (carries ? "carry-" : "") + name + " "
          + String.format("%064x", new BigInteger(1, all.digest())));
    }
  }

  static void digests(PrintStream out, byte[][] tables) throws Exception {
    for (int i = 0; i < tables.length; ++i) {
      digest(out, "dke" + (i + 1), new GOST3411Digest(expand(tables[i])));
    }
    for (int bits : new int[] {256, 384, 512}) {
      digest(out, "kupyna" + bits, new DSTU7564Digest(bits));
    }
    digest(out, "gost94-cryptopro", new GOST3411Digest());
    digest(out, "gost94-test", new GOST3411Digest(GOST28147Engine.getSBox("D-Test")));
    digest(out, "streebog256", new GOST3411_2012_256Digest());
    digest(out, "streebog512", new GOST3411_2012_512Digest());
    digest(out, "sm3", new SM3Digest());
  }

  static void make(PrintStream out, byte[][] tables) throws Exception {
    digests(out, tables);
    dstu(out, tables);
    provider(out, "ECGOST3410",
        new String[] {"GostR3410-2001-CryptoPro-A", "GostR3410-2001-CryptoPro-B",
            "GostR3410-2001-CryptoPro-C", "GostR3410-2001-CryptoPro-XchA",
            "GostR3410-2001-CryptoPro-XchB"},
        "GOST3411WITHECGOST3410", "1.2.643.2.2.3", 200);
    provider(out, "ECGOST3410-2012", new String[] {"Tc26-Gost-3410-12-256-paramSetA"},
        "ECGOST3410-2012-256", "1.2.643.7.1.1.3.2", 200);
    provider(out, "ECGOST3410-2012",
        new String[] {"Tc26-Gost-3410-12-512-paramSetA", "Tc26-Gost-3410-12-512-paramSetB",
            "Tc26-Gost-3410-12-512-paramSetC"},
        "ECGOST3410-2012-512", "1.2.643.7.1.1.3.3", 200);
    provider(out, "EC", new String[] {"sm2p256v1"}, "SM3WITHSM2", "1.2.156.10197.1.501", 200);
  }

  // Lines of ours.txt have the form of vectors.txt.
  static void check(String file) throws Exception {
    int verified = 0;
    int refused = 0;
    int i = 0;
    java.util.Map<String, int[]> counts = new java.util.TreeMap<>();
    for (String text : Files.readAllLines(Paths.get(file))) {
      String[] part = text.split(" ");
      byte[] spki = Base64.getDecoder().decode(part[1]);
      byte[] value = Base64.getDecoder().decode(part[2]);
      boolean kupyna = part[0].startsWith(UA + "3.6.");
      boolean good = kupyna ? verifiesKupyna(part[0], spki, message(i), value)
                            : verifies(part[0], spki, message(i), value);
      boolean other = kupyna ? verifiesKupyna(part[0], spki, message(i + 1), value)
                             : verifies(part[0], spki, message(i + 1), value);
      verified += good ? 1 : 0;
      refused += other ? 0 : 1;
      int[] counted = counts.computeIfAbsent(part[0], name -> new int[2]);
      counted[0] += good ? 1 : 0;
      counted[1] += other ? 0 : 1;
      ++i;
    }
    counts.forEach((name, pair) ->
        System.out.println(name + ": " + pair[0] + " verified, " + pair[1] + " refused"));
    System.out.println(i + " signatures of gateway/demo: " + verified + " verified, "
        + refused + " refused over another message");
    require(i > 0 && verified == i && refused == i, "they disagree");
  }

  public static void main(String[] arguments) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    if (arguments[0].equals("check")) {
      check(arguments[1]);
      return;
    }
    byte[][] tables = new byte[10][];
    int i = 0;
    for (String text : Files.readAllLines(Paths.get("tables.txt"))) {
      tables[i++] = unhex(text);
    }
    if (arguments[0].equals("digests")) {
      digests(System.out, tables);
      return;
    }
    PrintStream out = new PrintStream("vectors.txt", StandardCharsets.US_ASCII);
    make(out, tables);
    out.close();
  }
}
