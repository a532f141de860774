package io.iotconnectivity.aws.connectivity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What AWS computes from a request to see whether its signature is right, written from its description and without the SDK.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed AWS
 *     API request</a>
 */
final class SignatureV4 {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/(?<date>\\d{8})"
                    + "/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request, SignedHeaders=(?<headers>[^,]+), Signature=(?<signature>\\w+)");

    private SignatureV4() {}

    /** The parts of the header that a client sent. */
    static Matcher authorization(StubAws.Seen request) {
        Matcher matcher = AUTHORIZATION.matcher(request.headers().get("authorization"));
        if (!matcher.matches()) {
            throw new AssertionError("no signature: " + request.headers().get("authorization"));
        }
        return matcher;
    }

    /** The signature that the request must have. */
    static String of(StubAws.Seen request, String secret) {
        Matcher sent = authorization(request);
        String canonical = String.join(
                "\n",
                request.method(),
                canonicalPath(request.path()),
                canonicalQuery(request.query()),
                Arrays.stream(sent.group("headers").split(";"))
                        .map(name -> name + ":" + request.headers().get(name).trim() + "\n")
                        .collect(Collectors.joining()),
                sent.group("headers"),
                hex(sha256(request.body())));
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                request.headers().get("x-amz-date"),
                sent.group("date") + "/" + sent.group("region") + "/" + sent.group("service") + "/aws4_request",
                hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(sent.group("date"), sent.group("region"), sent.group("service"), "aws4_request")) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign));
    }

    /** Every segment of the path as sent is encoded once more; only S3 does without. */
    private static String canonicalPath(String path) {
        return Arrays.stream(path.split("/", -1)).map(SignatureV4::encode).collect(Collectors.joining("/"));
    }

    private static String canonicalQuery(String query) {
        return Arrays.stream(query.split("&")).sorted().collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean unreserved = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            out.append(unreserved ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return out.toString();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
