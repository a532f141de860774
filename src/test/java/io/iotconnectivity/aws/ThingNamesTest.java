package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.DescribeThingRequest;
import software.amazon.awssdk.services.iot.model.DescribeThingResponse;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;

class ThingNamesTest {
    private static final Optional<String> NOT_NAMED = Optional.empty();

    private final Set<String> registry = new HashSet<>();
    private final Map<String, String> connections = new HashMap<>();
    private final List<String> askedForConnection = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private boolean awsIsAway;

    private ThingNames names(boolean askConnection, String pattern, Map<String, String> table) {
        return new ThingNames(
                new ThingSettings(
                        askConnection,
                        Optional.of(pattern).filter(text -> !text.isEmpty()).map(ClientPattern::of),
                        table),
                new Things(Registry::new, (Ticker) nanos::get),
                client -> {
                    askedForConnection.add(client);
                    if (awsIsAway) {
                        throw SdkClientException.create("no answer");
                    }
                    return Optional.ofNullable(connections.get(client));
                },
                (Ticker) nanos::get);
    }

    @Test
    void nameInTheEventComesFirst() {
        registry.addAll(Set.of("named", "client"));
        ThingNames names = names(true, "", Map.of());

        assertThat(names.of("client", Optional.of("named"))).hasValue("named");
        assertThat(askedForConnection).isEmpty();
    }

    @Test
    void connectionNamesTheThingBeforeTheClientIdDoes() {
        registry.addAll(Set.of("thing", "client"));
        connections.put("client", "thing");

        assertThat(names(true, "", Map.of()).of("client", NOT_NAMED)).hasValue("thing");
        assertThat(names(false, "", Map.of()).of("client", NOT_NAMED)).hasValue("client");
    }

    @Test
    void clientIdComesBeforePatternAndTable() {
        registry.addAll(Set.of("line-7", "7", "other"));
        assertThat(names(true, "line-(?<thing>.+)", Map.of("line-7", "other")).of("line-7", NOT_NAMED))
                .hasValue("line-7");
    }

    @Test
    void patternIsTakenWhereThereIsSuchAThingAndElseTheTable() {
        ThingNames names = names(false, "line-(?<thing>.+)", Map.of("line-7", "other", "odd/id", "tidy"));
        registry.addAll(Set.of("8", "other", "tidy"));

        assertThat(names.of("line-8", NOT_NAMED)).hasValue("8");
        assertThat(names.of("line-7", NOT_NAMED)).hasValue("other");
        assertThat(names.of("odd/id", NOT_NAMED)).hasValue("tidy");
    }

    @Test
    void thereIsNoThingWhereTheRegistryHasNone() {
        connections.put("client", "deleted");
        ThingNames names = names(true, "(?<thing>c).*", Map.of("client", "listed"));

        assertThat(names.of("client", NOT_NAMED)).isEmpty();
        assertThat(names.of("client", Optional.of("named"))).isEmpty();
    }

    @Test
    void deletedThingThatAwsNamesIsNotReplacedByAGuess() {
        connections.put("client", "deleted");
        registry.add("client");
        assertThat(names(true, "", Map.of()).of("client", NOT_NAMED)).isEmpty();
    }

    @Test
    void whatCannotBeAThingIsNoCandidate() {
        ThingNames names = names(false, "(?<thing>.+)/.*", Map.of());
        assertThat(names.candidates("plant 1/pump", NOT_NAMED)).isEmpty();
        assertThat(names.candidates("plant1/pump", NOT_NAMED)).containsExactly("plant1");
        assertThat(names.candidates("pump", Optional.of("../shadow"))).isEmpty();
    }

    @Test
    void partOfThePatternThatDidNotTakePartNamesNothing() {
        assertThat(names(false, "pump|(?<thing>valve)", Map.of()).candidates("pump", NOT_NAMED))
                .containsExactly("pump");
    }

    @Test
    void connectionIsAskedForOnceAndSoonAgainWhereItNamedNothing() {
        ThingNames names = names(true, "", Map.of());
        names.of("client", NOT_NAMED);
        names.of("client", NOT_NAMED);
        assertThat(askedForConnection).hasSize(1);

        connections.put("client", "thing");
        registry.add("thing");
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(names.of("client", NOT_NAMED)).hasValue("thing");
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(names.of("client", NOT_NAMED)).hasValue("thing");
        assertThat(askedForConnection).hasSize(2);
    }

    @Test
    void whereAwsCannotTellNowNothingIsGuessedOrRemembered() {
        registry.addAll(Set.of("client", "thing"));
        connections.put("client", "thing");
        ThingNames names = names(true, "", Map.of());
        awsIsAway = true;
        assertThatThrownBy(() -> names.of("client", NOT_NAMED)).isInstanceOf(SdkClientException.class);

        awsIsAway = false;
        assertThat(names.of("client", NOT_NAMED)).hasValue("thing");
    }

    private final class Registry implements IotClient {
        @Override
        public DescribeThingResponse describeThing(DescribeThingRequest request) {
            if (!registry.contains(request.thingName())) {
                throw ResourceNotFoundException.builder().message("no thing").build();
            }
            return DescribeThingResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "iot";
        }

        @Override
        public void close() {}
    }
}
