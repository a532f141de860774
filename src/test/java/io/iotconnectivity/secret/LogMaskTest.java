package io.iotconnectivity.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.junit.jupiter.api.Test;

class LogMaskTest {
    private final List<LogEvent> shown = new ArrayList<>();
    private final LogMask.Masking masking =
            new LogMask.Masking(new Shown(), Secrets.of(parts -> parts.secret("Xk29sLqP0aWmZ7rT4uVb")));

    @Test
    void secretsAreMaskedInMessagesAndInFailuresWithAllTheirCauses() {
        IllegalStateException failure = new IllegalStateException(
                "all went wrong", new IllegalArgumentException("at https://example.com/Xk29sLqP0aWmZ7rT4uVb"));
        failure.addSuppressed(new RuntimeException("Xk29sLqP0a..."));

        log("answered {}", "Xk29sLqP0aWmZ7rT4uVb", failure);

        StringWriter trace = new StringWriter();
        shown.get(0).getThrown().printStackTrace(new PrintWriter(trace));
        assertThat(shown.get(0).getMessage().getFormattedMessage()).isEqualTo("answered ***");
        assertThat(trace.toString())
                .doesNotContain("Xk29")
                .contains("java.lang.IllegalStateException: all went wrong")
                .contains("Caused by: java.lang.IllegalArgumentException: at https://example.com/***")
                .contains("Suppressed: java.lang.RuntimeException: ***")
                .contains("secretsAreMaskedInMessages");
    }

    @Test
    void anAppenderThatAProgramHasAddedIsMaskedToo() {
        LogMask.install();
        Logger logger = (Logger) LogManager.getLogger("of a program");
        Shown added = new Shown();
        logger.addAppender(added);
        try {
            logger.error("well");

            assertThat(shown).hasSize(1);
            assertThat(logger.getAppenders().values()).singleElement().isInstanceOf(LogMask.Masking.class);
        } finally {
            logger.removeAppender(added);
        }
    }

    @Test
    void whatHoldsNoSecretIsHandedOnAsItIs() {
        IllegalStateException failure = new IllegalStateException("wrong");

        log("answered {}", "well", failure);

        assertThat(shown.get(0).getThrown()).isSameAs(failure);
        assertThat(shown.get(0).getMessage()).isInstanceOf(ParameterizedMessage.class);
    }

    @Test
    void failuresThatCauseOneAnotherAreLogged() {
        IllegalStateException one = new IllegalStateException("Xk29sLqP0aWmZ7rT4uVb");
        IllegalStateException other = new IllegalStateException("other", one);
        one.initCause(other);

        log("answered {}", "", one);

        assertThat(shown.get(0).getThrown().toString()).isEqualTo("java.lang.IllegalStateException: ***");
    }

    private void log(String message, String argument, Throwable failure) {
        masking.append(Log4jLogEvent.newBuilder()
                .setLoggerName("test")
                .setLevel(Level.WARN)
                .setMessage(new ParameterizedMessage(message, argument))
                .setThrown(failure)
                .build());
    }

    private final class Shown extends AbstractAppender {
        Shown() {
            super("shown", null, null, true, Property.EMPTY_ARRAY);
            start();
        }

        @Override
        public void append(LogEvent event) {
            shown.add(event.toImmutable());
        }
    }
}
