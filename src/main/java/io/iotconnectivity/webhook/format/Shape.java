package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The form of a response body.
 *
 * @param like an object matches every object that has its members, each matching the one here; {@code []} matches every
 *     array; {@code "*"} matches everything but null, within another text a {@code *} stands for any characters; the
 *     empty text matches no body; anything else matches itself
 */
public record Shape(JsonNode like) {

    /**
     * @param body as a payload file sees it: JSON, other text, or null if there is none
     */
    public boolean fits(JsonNode body) {
        return fits(like, body);
    }

    private static boolean fits(JsonNode like, JsonNode value) {
        if (like.isObject()) {
            return value.isObject()
                    && like.properties().stream()
                            .allMatch(member -> fits(member.getValue(), value.path(member.getKey())));
        }
        if (like.isArray()) {
            return value.isArray();
        }
        boolean absent = value.isMissingNode() || value.isNull();
        if (!like.isTextual()) {
            return like.equals(value);
        }
        if (like.textValue().equals("*")) {
            return !absent;
        }
        return fits(like.textValue(), absent ? "" : value.asText().strip());
    }

    /** Piece by piece, since a pattern could take long on outside input. */
    private static boolean fits(String like, String text) {
        String[] pieces = like.split("\\*", -1);
        if (pieces.length == 1) {
            return text.equals(like);
        }
        int at = pieces[0].length();
        if (!text.startsWith(pieces[0])) {
            return false;
        }
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = text.indexOf(pieces[i], at);
            if (found < 0) {
                return false;
            }
            at = found + pieces[i].length();
        }
        String last = pieces[pieces.length - 1];
        return text.length() - last.length() >= at && text.endsWith(last);
    }
}
