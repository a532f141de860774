package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class DevicesTableTest {
    private final DevicesTable table = new DevicesTable(
            () -> {
                throw new AssertionError("no call expected");
            },
            "devices");

    @Test
    void everyKnownFieldIsSet() {
        UpdateItemRequest update = updateOf(SampleEvents.offline("lwtThing")
                .ofThing("thing-1")
                .withLastWill()
                .event());

        assertThat(update.tableName()).isEqualTo("devices");
        assertThat(update.key()).containsOnlyKeys("clientId").containsValue(AttributeValue.fromS("lwtThing"));
        assertThat(update.updateExpression()).doesNotContain("REMOVE");
        assertThat(update.expressionAttributeValues())
                .containsEntry(":state", AttributeValue.fromS("OFFLINE"))
                .containsEntry(":since", AttributeValue.fromS("2026-11-23T14:02:11.000Z"))
                .containsEntry(":reason", AttributeValue.fromS("MQTT_KEEP_ALIVE_TIMEOUT"))
                .containsEntry(":cause", AttributeValue.fromS("POWER"))
                .containsEntry(":lastWill", AttributeValue.fromBool(true))
                .containsEntry(":thingName", AttributeValue.fromS("thing-1"))
                .containsEntry(":versionNumber", AttributeValue.fromN("3"))
                .containsEntry(":sessionIdentifier", AttributeValue.fromS("session"))
                .containsEntry(":incidentId", AttributeValue.fromS("incident-1"))
                .containsEntry(":updatedAt", AttributeValue.fromS("2026-11-23T14:02:41.250Z"))
                .containsEntry(":sequence", AttributeValue.fromN("7"))
                .hasSize(11);
    }

    @Test
    void whatIsNoLongerKnownGoesFromTheRow() {
        UpdateItemRequest update =
                updateOf(SampleEvents.connected("lwtThing").withoutDetails().event());

        assertThat(update.updateExpression()).endsWith(" REMOVE #cause, #reason, #since, #thingName");
        assertThat(update.expressionAttributeValues()).doesNotContainKeys(":cause", ":reason", ":since");
    }

    @Test
    void onlyANewerEventIsWritten() {
        assertThat(updateOf(SampleEvents.offline("d").event()).conditionExpression())
                .isEqualTo("attribute_not_exists(clientId) OR #sequence < :sequence");
    }

    @Test
    void statementSaysTheSameForARowThatIsThere() {
        Event event = SampleEvents.connected("d").withoutDetails().numbered(7).event();
        BatchStatementRequest statement =
                table.statement(DevicesTable.row(event, event.device().orElseThrow()));

        assertThat(statement.statement())
                .startsWith("UPDATE \"devices\" SET \"incidentId\"=? SET \"lastWill\"=? SET")
                .contains(" SET \"versionNumber\"=? REMOVE \"cause\" REMOVE \"reason\" REMOVE \"since\" REMOVE")
                .endsWith(" WHERE \"clientId\"=? AND \"sequence\"<?");
        assertThat(statement.statement().chars().filter(c -> c == '?'))
                .hasSize(statement.parameters().size());
        assertThat(statement.parameters()).endsWith(AttributeValue.fromS("d"), AttributeValue.fromN("7"));
    }

    @Test
    void everyAliasIsUsedAndDefined() {
        UpdateItemRequest update =
                updateOf(SampleEvents.connected("d").withoutDetails().event());
        Set<String> used = new TreeSet<>();
        Matcher aliases = Pattern.compile("[#:][A-Za-z]+")
                .matcher(update.updateExpression() + " " + update.conditionExpression());
        while (aliases.find()) {
            used.add(aliases.group());
        }
        Set<String> defined = new TreeSet<>(update.expressionAttributeNames().keySet());
        defined.addAll(update.expressionAttributeValues().keySet());
        assertThat(used).isEqualTo(defined);
    }

    @Test
    void momentsSortAsTheirTextsDo() {
        String whole = AwsTime.text(Instant.parse("2026-11-23T14:02:11Z"));
        String later = AwsTime.text(Instant.parse("2026-11-23T14:02:11.5Z"));
        assertThat(whole).isLessThan(later).hasSameSizeAs(later);
    }

    private UpdateItemRequest updateOf(Event event) {
        return table.request(DevicesTable.row(event, event.device().orElseThrow()));
    }
}
