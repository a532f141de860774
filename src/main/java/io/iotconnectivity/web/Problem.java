package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.iotconnectivity.engine.ViewUnavailable;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;

/**
 * Why a request was not answered, as a problem document.
 *
 * @param title the kind of problem
 * @param detail what to do about it
 * @param field the offending parameter or body field; absent if none is
 * @param retryAfter in how many seconds the same request may succeed; sent as a header
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        Optional<String> field,
        @JsonIgnore Optional<Integer> retryAfter) {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final String NO_TYPE = "about:blank";
    private static final String BAD_REQUEST = "Bad request";

    Problem(int status, String title, String detail) {
        this(NO_TYPE, title, status, detail, Optional.empty(), Optional.empty());
    }

    /** Thrown when a request cannot be answered. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Refusal(int status, String title, String detail) {
            this(new Problem(status, title, detail));
        }

        Refusal(Problem problem) {
            super(problem.title() + ": " + problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    static Refusal tryLater(String detail, int seconds) {
        return new Refusal(
                new Problem(NO_TYPE, "Try again later", 503, detail, Optional.empty(), Optional.of(seconds)));
    }

    /** Another node can answer, or this one later. */
    static Problem of(ViewUnavailable elsewhere) {
        return new Problem(
                NO_TYPE,
                "Service unavailable",
                503,
                elsewhere.getMessage(),
                Optional.empty(),
                elsewhere.retryAfter().map(pause -> Math.toIntExact(pause.toSeconds())));
    }

    static Refusal tooOften(String detail, int seconds) {
        return new Refusal(
                new Problem(NO_TYPE, "Too many requests", 429, detail, Optional.empty(), Optional.of(seconds)));
    }

    static Refusal badRequest(String detail) {
        return new Refusal(400, BAD_REQUEST, detail);
    }

    static Refusal ofField(String name, String detail) {
        return new Refusal(new Problem(NO_TYPE, BAD_REQUEST, 400, detail, Optional.of(name), Optional.empty()));
    }

    static Problem ofMalformed(Throwable why) {
        if (why instanceof TooLongHttpLineException) {
            return new Problem(414, "URI too long", "the address is longer than any that exists here");
        }
        if (why instanceof TooLongHttpHeaderException) {
            return new Problem(431, "Request header fields too large", "the headers are too long");
        }
        Throwable reason = why instanceof DecoderException && why.getCause() != null ? why.getCause() : why;
        return new Problem(
                400,
                BAD_REQUEST,
                reason instanceof RequestSyntax.Malformed
                        ? "this is not HTTP/1.1 as we read it: " + reason.getMessage()
                        : "this is not HTTP/1.1 as we read it");
    }

    static Refusal notFound(String detail) {
        return new Refusal(404, "Not found", detail);
    }

    /** A part of this application that is not installed. */
    static Refusal missing(String detail) {
        return new Refusal(501, "Not implemented", detail);
    }

    static Refusal conflict(String detail) {
        return new Refusal(409, "Conflict", detail);
    }
}
