package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Why a request was not answered, as a problem document.
 *
 * @param title what kind of problem
 * @param detail what to do about it
 * @param retryAfter in how many seconds the same request may be answered; sent as a header
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(String type, String title, int status, String detail, @JsonIgnore Optional<Integer> retryAfter) {
    static final String MEDIA_TYPE = "application/problem+json";

    Problem(int status, String title, String detail) {
        this("about:blank", title, status, detail, Optional.empty());
    }

    /** Thrown by whoever finds that a request cannot be answered. */
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
        return new Refusal(new Problem("about:blank", "Try again later", 503, detail, Optional.of(seconds)));
    }

    static Refusal badRequest(String detail) {
        return new Refusal(400, "Bad request", detail);
    }

    static Refusal notFound(String detail) {
        return new Refusal(404, "Not found", detail);
    }
}
