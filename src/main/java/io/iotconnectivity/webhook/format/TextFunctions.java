package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.iotconnectivity.signal.Headline;
import io.iotconnectivity.signal.Printable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import net.thisptr.jackson.jq.Scope;

/**
 * The functions that payload files have beyond jq: {@code clip(n)}, {@code headline(n)}, {@code printable} and
 * {@code digest}.
 */
final class TextFunctions {
    private static final int DIGEST_LETTERS = 32;

    private TextFunctions() {}

    static void addTo(Scope scope) {
        scope.addFunction("clip", 1, (inner, args, in, path, output, version) -> args.get(0)
                .apply(inner, in, most -> output.emit(TextNode.valueOf(clip(text(in), most.asInt())), null)));
        scope.addFunction("headline", 1, (inner, args, in, path, output, version) -> args.get(0)
                .apply(inner, in, most -> output.emit(TextNode.valueOf(headline(text(in), most.asInt())), null)));
        scope.addFunction(
                "printable",
                0,
                (inner, args, in, path, output, version) ->
                        output.emit(TextNode.valueOf(Printable.of(text(in))), null));
        scope.addFunction(
                "digest",
                0,
                (inner, args, in, path, output, version) -> output.emit(TextNode.valueOf(digest(text(in))), null));
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.isTextual() ? value.textValue() : value.toString();
    }

    /** The same on one line, shortened in the middle. */
    private static String headline(String text, int most) {
        return most <= 0 ? "" : Headline.of(clip(text, Integer.MAX_VALUE - 2).replace('\n', ' '), most);
    }

    /**
     * At most that many UTF-16 units; truncated text ends with an ellipsis. Tabs and carriage returns become spaces,
     * and invisible characters except line feeds are escaped.
     */
    static String clip(String text, int most) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), Math.max(0, most)) + 16);
        int at = 0;
        while (at < text.length() && clean.length() <= most) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (Character.getType(c) == Character.SURROGATE) {
                clean.append('\ufffd');
            } else if (c == '\t' || c == '\r') {
                clean.append(' ');
            } else if (c != '\n' && Printable.isUnseen(c)) {
                clean.append(Printable.of(Character.toString(c)));
            } else {
                clean.appendCodePoint(c);
            }
        }
        if (clean.length() <= most && at >= text.length()) {
            return clean.toString();
        }
        int end = Math.max(0, most - 1);
        if (end > 0 && end < clean.length() && Character.isLowSurrogate(clean.charAt(end))) {
            end--;
        }
        return most <= 0 ? "" : clean.substring(0, Math.min(end, clean.length())) + "…";
    }

    /** 32 letters that identify the text, the same at every time and place. */
    private static String digest(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum).substring(0, DIGEST_LETTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
