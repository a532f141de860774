package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.net.HostileServer;
import io.iotconnectivity.net.HostileServer.Attack;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A route of the user's own, to a receiver that never ends to answer. */
class BoundedHttpComponentTest {
    /** Beside it half of what is sent may be the frames of chunks. */
    private static final long IN_SOCKETS = 8L << 20;

    @AutoClose
    private final HostileServer hostile = HostileServer.start();

    @AutoClose
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.getRegistry().bind("http", new BoundedHttpComponent());
        context.getRegistry().bind("hasty", new BoundedHttpComponent(Duration.ofMillis(500)));
        context.start();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DRIP", "DRIPPING_BODY", "CHALLENGE_BODY"})
    void answerWithoutEndIsAFailure(Attack attack) {
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .requestBody(hostile.uri(attack).toString(), "{}", String.class))
                .isInstanceOf(RuntimeException.class);

        assertThat(hostile.taken(attack)).isLessThan(2L * BoundedHttpComponent.MOST_BYTES + IN_SOCKETS);
    }

    /** Each byte comes within every time-out of a single read. What fails here is tried again by its sink, as after any failure. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"DRIP", "DRIPPING_BODY"})
    void answerThatDripsIsGivenUpAndCanBeTriedAgain(Attack attack) {
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThatThrownBy(() -> ask("hasty", hostile.uri(attack) + "?responseTimeout=60000"))
                    .hasStackTraceContaining("the response did not end within");
            assertThat(hostile.requests(attack)).isEqualTo(attempt);
        }
        assertThatThrownBy(() -> ask("hasty", hostile.uri(Attack.ERROR_BODY).toString()))
                .isInstanceOf(RuntimeException.class);
    }

    private String ask(String component, String uri) {
        return context.createProducerTemplate()
                .requestBody(uri.replaceFirst("^http:", component + ":"), "{}", String.class);
    }
}
