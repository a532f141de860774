package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The template of a parent's name: <code>$1</code> and <code>${name}</code> refer to captured groups of the child's id,
 * and a backslash escapes the next character, as in {@link Matcher#appendReplacement}.
 */
final class ParentName {
    private static final Pattern PIECE =
            Pattern.compile("\\\\(.)|\\$(\\d)|\\$\\{([a-zA-Z][a-zA-Z0-9]*)\\}|([^\\\\$]+)", Pattern.DOTALL);

    private final List<Piece> pieces;

    private ParentName(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /**
     * @param children the pattern whose groups it may refer to
     * @throws IllegalArgumentException with a message for whoever wrote it
     */
    static ParentName of(String text, ClientPattern children) {
        List<Piece> pieces = new ArrayList<>();
        Matcher piece = PIECE.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!piece.region(at, text.length()).lookingAt()) {
                throw noSuchPart();
            }
            at = piece.end();
            if (piece.group(2) != null) {
                int number = Integer.parseInt(piece.group(2));
                // As many digits as match a group.
                while (at < text.length() && isDigit(text.charAt(at)) && number <= children.partCount()) {
                    int longer = number * 10 + text.charAt(at) - '0';
                    if (longer > children.partCount()) {
                        break;
                    }
                    number = longer;
                    at++;
                }
                if (number > children.partCount()) {
                    throw noSuchPart();
                }
                pieces.add(new Piece("", number));
            } else if (piece.group(3) != null) {
                pieces.add(new Piece("", children.numberOf(piece.group(3)).orElseThrow(ParentName::noSuchPart)));
            } else {
                pieces.add(new Piece(piece.group(1) != null ? piece.group(1) : piece.group(4), -1));
            }
        }
        return new ParentName(pieces);
    }

    private static boolean isDigit(char sign) {
        return sign >= '0' && sign <= '9';
    }

    private static IllegalArgumentException noSuchPart() {
        return new IllegalArgumentException(
                "refers to a group that the pattern does not have; write $1 for its first (...), ${name} for its"
                        + " (?<name>...), \\$ for the sign itself");
    }

    /** The name with the captured groups inserted. */
    String with(List<String> parts) {
        StringBuilder name = new StringBuilder();
        for (Piece piece : pieces) {
            name.append(piece.part() < 0 ? piece.text() : parts.get(piece.part()));
        }
        return name.toString();
    }

    /**
     * @param text literal text; otherwise empty
     * @param part the number of a group; otherwise -1
     */
    private record Piece(String text, int part) {}
}
