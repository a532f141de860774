package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Parses the result of a payload file, and says what is wrong with it. */
final class StepReader {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    /** The characters allowed in path segments; possessive, because backtracking would recurse in Java. */
    private static final Pattern SEGMENT = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})++");
    /**
     * What leaves the path, or may, as servers see it: some do not take what follows a semicolon as part of the name.
     */
    private static final Pattern LEAVES = Pattern.compile("\\.{1,2}(?:;.*)?|.*[/\\\\\\p{Cntrl}].*", Pattern.DOTALL);
    /** Servers and the proxies in front of them decode once each. */
    private static final int MOST_DECODINGS = 4;

    private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,8000}");
    /** Headers that the delivery itself sets. */
    private static final Set<String> RESERVED = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "expect",
            "upgrade",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature");

    private static final int LONGEST_PATH = 2000;
    private static final int LONGEST_QUERY = 8000;
    private static final int LONGEST_WHY = 500;
    private static final int DAY = 86_400;

    private final String file;

    private StepReader(String file) {
        this.file = file;
    }

    /**
     * @param file named in messages
     * @throws BrokenPayload if it is none of the steps, or malformed
     */
    static FormatStep read(String file, JsonNode given) throws BrokenPayload {
        return new StepReader(file).read(given);
    }

    private FormatStep read(JsonNode given) throws BrokenPayload {
        List<String> known = List.of("request", "done", "skip", "fail", "retry");
        check(
                given.isObject() && known.stream().filter(given::has).count() == 1,
                "must return an object with exactly one of request, done, skip, fail and retry");
        if (given.has("request")) {
            return request(given.get("request"));
        }
        if (given.has("done")) {
            return done(given);
        }
        if (given.has("skip")) {
            return new FormatStep.Skip(why(given, "skip"));
        }
        return given.has("fail") ? new FormatStep.Fail(why(given, "fail")) : retry(given);
    }

    private FormatStep done(JsonNode given) throws BrokenPayload {
        JsonNode again = given.path("again");
        check(
                again.isMissingNode() || again.isNull() || again.isNumber() && again.asDouble() >= 1,
                "done: again must be a number of seconds, at least 1");
        return new FormatStep.Done(
                Optional.of(given.get("done")).filter(receipt -> !receipt.isNull()),
                again.isNumber()
                        ? Optional.of(Duration.ofSeconds((long) Math.min(DAY, again.asDouble())))
                        : Optional.empty(),
                given.hasNonNull("note") ? Optional.of(why(given, "note")) : Optional.empty());
    }

    private FormatStep retry(JsonNode given) throws BrokenPayload {
        return new FormatStep.Retry(
                why(given, "retry"),
                after(given, "retry: after").map(after -> Duration.ofSeconds((long) Math.ceil(Math.min(DAY, after)))),
                given.path("maybe").asBoolean(false),
                given.path("alone").asBoolean(false));
    }

    private Optional<Double> after(JsonNode given, String name) throws BrokenPayload {
        JsonNode after = given.path("after");
        check(
                after.isMissingNode() || after.isNull() || after.isNumber() && after.asDouble() >= 0,
                name + " must be a number of seconds");
        return after.isNumber() ? Optional.of(after.asDouble()) : Optional.empty();
    }

    private FormatStep request(JsonNode request) throws BrokenPayload {
        check(request.isObject(), "request must be an object");
        String method = request.path("method").asText("POST").toUpperCase(Locale.ROOT);
        check(METHODS.contains(method), "request.method must be one of GET, POST, PUT, PATCH and DELETE");
        String path = request.path("path").asText("");
        check(
                path.length() <= LONGEST_PATH && staysInside(path),
                "request.path must be empty or /like/this, with values from an event encoded by @uri");
        Map<String, String> query = texts(request, "query");
        check(
                query.toString().length() <= LONGEST_QUERY,
                "request.query is longer than " + LONGEST_QUERY + " characters");
        Map<String, String> headers = texts(request, "headers");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            check(
                    HEADER_NAME.matcher(header.getKey()).matches()
                            && !RESERVED.contains(header.getKey().toLowerCase(Locale.ROOT)),
                    "request.headers has a name that no payload file can set");
            check(
                    HEADER_VALUE.matcher(header.getValue()).matches(),
                    "request.headers: a value may only contain visible ASCII characters and spaces");
        }
        JsonNode body = request.path("body");
        check(body.isMissingNode() || body.isNull() || !method.equals("GET"), "request.body cannot go with GET");
        return new FormatStep.Request(
                method,
                path,
                query,
                headers,
                body.isMissingNode() || body.isNull() ? Optional.empty() : Optional.of(body),
                statuses(request.path("expect")),
                shapes(request.path("answer")),
                Duration.ofMillis((long)
                        (1000 * Math.min(DAY, after(request, "request.after").orElse(0.0)))));
    }

    /**
     * Whether the path only extends that of the webhook, however often it is decoded, and however dots and semicolons
     * are read.
     */
    private static boolean staysInside(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return true;
        }
        String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return inner.startsWith("/")
                && Stream.of(inner.substring(1).split("/", -1)).allMatch(StepReader::isPlain);
    }

    private static boolean isPlain(String segment) {
        if (!SEGMENT.matcher(segment).matches()) {
            return false;
        }
        String decoded = segment;
        for (int i = 0; i <= MOST_DECODINGS; i++) {
            if (LEAVES.matcher(decoded).matches()) {
                return false;
            }
            decoded = PERCENT.matcher(decoded)
                    .replaceAll(code ->
                            Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(code.group(1), 16))));
        }
        return true;
    }

    private List<Shape> shapes(JsonNode answer) throws BrokenPayload {
        check(
                answer.isMissingNode() || answer.isNull() || answer.isArray(),
                "request.answer must be a list of forms of the body");
        List<Shape> shapes = new ArrayList<>();
        answer.forEach(shape -> shapes.add(new Shape(shape)));
        return shapes;
    }

    private Map<String, String> texts(JsonNode request, String name) throws BrokenPayload {
        JsonNode object = request.path(name);
        check(
                object.isMissingNode() || object.isNull() || object.isObject(),
                "request." + name + " must be an object with scalar values");
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            check(entry.getValue().isValueNode(), "request." + name + " must be an object with scalar values");
            if (!entry.getValue().isNull()) {
                texts.put(entry.getKey(), entry.getValue().asText());
            }
        }
        return texts;
    }

    private Set<Integer> statuses(JsonNode expect) throws BrokenPayload {
        check(
                expect.isMissingNode() || expect.isNull() || expect.isArray(),
                "request.expect must be a list of statuses");
        Set<Integer> statuses = new LinkedHashSet<>();
        for (JsonNode status : expect) {
            check(status.isInt(), "request.expect must be a list of statuses");
            statuses.add(status.intValue());
        }
        return statuses;
    }

    private String why(JsonNode given, String step) throws BrokenPayload {
        check(given.get(step).isTextual(), step + " must be a string that says why");
        return TextFunctions.clip(given.get(step).textValue(), LONGEST_WHY);
    }

    private void check(boolean holds, String problem) throws BrokenPayload {
        if (!holds) {
            throw new BrokenPayload(file, problem);
        }
    }
}
