package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.Action;
import software.amazon.awssdk.services.iot.model.Configuration;
import software.amazon.awssdk.services.iot.model.EventType;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.LogLevel;
import software.amazon.awssdk.services.iot.model.LogTargetType;
import software.amazon.awssdk.services.iot.model.NotConfiguredException;
import software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.iot.model.SqlParseException;
import software.amazon.awssdk.services.iot.model.ThingConnectivityIndexingMode;
import software.amazon.awssdk.services.iot.model.ThingIndexingMode;
import software.amazon.awssdk.services.iot.model.TopicRuleListItem;
import software.amazon.awssdk.services.iot.model.UnauthorizedException;

/** What an account check asks of the control plane, and what it may mend. */
class IotSettingsIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private IotClient iot;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        iot = Clients.client(IotClient.builder(), aws.uri());
    }

    @Test
    void aFreshAccountIsSetUpRight() {
        var indexing = iot.getIndexingConfiguration(g -> {}).thingIndexingConfiguration();
        assertThat(indexing.thingIndexingMode()).isEqualTo(ThingIndexingMode.REGISTRY);
        assertThat(indexing.thingConnectivityIndexingMode()).isEqualTo(ThingConnectivityIndexingMode.STATUS);
        assertThat(indexing.managedFields()).extracting("name").contains("connectivity.disconnectReason");
        var logging = iot.getV2LoggingOptions(g -> {});
        assertThat(logging.defaultLogLevel()).isEqualTo(LogLevel.INFO);
        assertThat(logging.roleArn()).startsWith("arn:aws:iam::");
        assertThat(logging.disableAllLogs()).isFalse();
    }

    @Test
    void allEventConfigurationsAreOffAndChangedOneByOne() {
        var fresh = iot.describeEventConfigurations(d -> {});
        assertThat(fresh.eventConfigurations().keySet()).containsExactlyInAnyOrderElementsOf(EventType.knownValues());
        assertThat(fresh.eventConfigurations().values()).allMatch(configuration -> !configuration.enabled());

        iot.updateEventConfigurations(u -> u.eventConfigurations(
                Map.of(EventType.THING, Configuration.builder().enabled(true).build())));

        var now = iot.describeEventConfigurations(d -> {});
        assertThat(now.eventConfigurations().get(EventType.THING).enabled()).isTrue();
        assertThat(now.eventConfigurations().get(EventType.CERTIFICATE).enabled())
                .isFalse();
        assertThat(now.lastModifiedDate()).isAfterOrEqualTo(now.creationDate());
        assertThatThrownBy(() -> iot.updateEventConfigurations(u -> u.eventConfigurationsWithStrings(
                        Map.of("PRESENCE", Configuration.builder().enabled(true).build()))))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void loggingIsChangedAndDecidesWhereEntriesGo() {
        assertThat(aws.logging().logGroupFor("Disconnect", "INFO", "a")).contains("AWSIotLogsV2");

        iot.setV2LoggingOptions(s -> s.defaultLogLevel(LogLevel.ERROR));
        assertThat(iot.getV2LoggingOptions(g -> {}).defaultLogLevel()).isEqualTo(LogLevel.ERROR);
        assertThat(iot.getV2LoggingOptions(g -> {}).roleArn()).isNotEmpty();
        assertThat(aws.logging().logGroupFor("Disconnect", "INFO", "a")).isEmpty();
        assertThat(aws.logging().logGroupFor("Disconnect", "ERROR", "a")).contains("AWSIotLogsV2");

        iot.setV2LoggingOptions(s -> s.disableAllLogs(true));
        assertThat(aws.logging().logGroupFor("Disconnect", "ERROR", "a")).isEmpty();
    }

    @Test
    void aTypeOfEventHasItsOwnLevelAndLogGroup() throws Exception {
        assertThat(post(
                                "/v2LoggingOptions",
                                """
                                {"defaultLogLevel":"ERROR","eventConfigurations":[
                                 {"eventType":"Disconnect","logLevel":"INFO","logDestination":"iot/disconnects"}]}""")
                        .statusCode())
                .isEqualTo(200);

        assertThat(aws.logging().logGroupFor("Disconnect", "INFO", "a")).contains("iot/disconnects");
        assertThat(aws.logging().logGroupFor("Connect", "INFO", "a")).isEmpty();
        assertThat(get("/v2LoggingOptions").path("eventConfigurations"))
                .hasToString(
                        "[{\"eventType\":\"Disconnect\",\"logLevel\":\"INFO\",\"logDestination\":\"iot/disconnects\"}]");
        assertThat(get("/v2LoggingOptions?verbose=true").path("eventConfigurations"))
                .anySatisfy(
                        event -> assertThat(event).hasToString("{\"eventType\":\"Connect\",\"logLevel\":\"ERROR\"}"));
        assertThat(post(
                                "/v2LoggingOptions",
                                "{\"eventConfigurations\":[{\"eventType\":\"Connect\",\"logLevel\":\"LOUD\"}]}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void someClientsAreLoggedMoreCloselyThanOthers() {
        iot.setV2LoggingOptions(s -> s.defaultLogLevel(LogLevel.WARN));
        iot.setV2LoggingLevel(s -> s.logLevel(LogLevel.INFO)
                .logTarget(t -> t.targetType(LogTargetType.CLIENT_ID).targetName("watched")));

        assertThat(aws.logging().logGroupFor("Disconnect", "INFO", "watched")).isPresent();
        assertThat(aws.logging().logGroupFor("Disconnect", "INFO", "other")).isEmpty();
        assertThat(iot.listV2LoggingLevels(l -> {}).logTargetConfigurations())
                .extracting(level -> level.logTarget().targetTypeAsString() + " "
                        + level.logTarget().targetName() + " " + level.logLevelAsString())
                .containsExactly("DEFAULT null WARN", "CLIENT_ID watched INFO");

        iot.deleteV2LoggingLevel(d -> d.targetType(LogTargetType.CLIENT_ID).targetName("watched"));
        assertThat(iot.listV2LoggingLevels(l -> l.targetType(LogTargetType.CLIENT_ID))
                        .logTargetConfigurations())
                .isEmpty();
    }

    @Test
    void loggingThatWasNeverSwitchedOnIsNotConfigured() {
        aws.logging().unconfigure();

        assertThatThrownBy(() -> iot.getV2LoggingOptions(g -> {}))
                .isInstanceOfSatisfying(NotConfiguredException.class, missing -> assertThat(missing.statusCode())
                        .isEqualTo(404));
        assertThat(aws.logging().logGroupFor("Disconnect", "ERROR", "a")).isEmpty();
        assertThatThrownBy(() -> iot.setV2LoggingOptions(s -> s.defaultLogLevel(LogLevel.INFO)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("roleArn");
        iot.setV2LoggingOptions(
                s -> s.roleArn("arn:aws:iam::123456789012:role/logs").defaultLogLevel(LogLevel.INFO));
        assertThat(aws.logging().logGroupFor("Disconnect", "INFO", "a")).isPresent();
    }

    @Test
    void rulesAreKeptListedAndForgotten() {
        iot.createTopicRule(
                c -> c.ruleName("presence").topicRulePayload(p -> p.sql("SELECT * FROM '$aws/events/presence/#'")
                        .awsIotSqlVersion("2016-03-23")
                        .actions(Action.builder()
                                .sqs(s -> s.queueUrl("http://q").roleArn("arn:aws:iam::1:role/r"))
                                .build())
                        .errorAction(e -> e.sqs(s -> s.queueUrl("http://dlq").roleArn("arn:aws:iam::1:role/r")))));

        var rule = iot.getTopicRule(g -> g.ruleName("presence")).rule();
        assertThat(rule.sql()).isEqualTo("SELECT * FROM '$aws/events/presence/#'");
        assertThat(rule.actions().get(0).sqs().queueUrl()).isEqualTo("http://q");
        assertThat(rule.errorAction().sqs().queueUrl()).isEqualTo("http://dlq");
        assertThat(rule.createdAt()).isNotNull();
        assertThat(iot.listTopicRules(l -> l.topic("$aws/events/presence/#")).rules())
                .extracting(TopicRuleListItem::ruleName)
                .containsExactly("presence");
        assertThat(aws.topicRules().rules()).extracting("topicFilter").containsExactly("$aws/events/presence/#");

        iot.disableTopicRule(d -> d.ruleName("presence"));
        assertThat(iot.listTopicRules(l -> l.ruleDisabled(true)).rules()).hasSize(1);
        assertThatThrownBy(() -> iot.createTopicRule(c -> c.ruleName("presence")
                        .topicRulePayload(p -> p.sql("SELECT * FROM 'a'").actions(List.of()))))
                .isInstanceOf(ResourceAlreadyExistsException.class);
        assertThatThrownBy(() -> iot.createTopicRule(c -> c.ruleName("broken")
                        .topicRulePayload(p -> p.sql("SELECT").actions(List.of()))))
                .isInstanceOf(SqlParseException.class);
        iot.deleteTopicRule(d -> d.ruleName("presence"));
        assertThatThrownBy(() -> iot.getTopicRule(g -> g.ruleName("presence")))
                .isInstanceOf(UnauthorizedException.class);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(aws.uri() + path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws Exception {
        return new ObjectMapper()
                .readTree(http.send(
                                HttpRequest.newBuilder(URI.create(aws.uri() + path))
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
    }
}
