package io.iotconnectivity.sandbox.aws.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    private final Document pump = new Document()
            .put("thingName", "Pump-7")
            .put("thingGroupNames", "plant7")
            .put("thingGroupNames", "north hall")
            .put("attributes.pressure", "75")
            .put("attributes.serial", "abce")
            .put("attributes.path", "a:b/c")
            .put("connectivity.connected", false)
            .put("connectivity.timestamp", 1557700000000L)
            .put("connectivity.disconnectReason", "CONNECTION_LOST")
            .putTree(
                    "shadow",
                    Json.readObject("{\"reported\":{\"modes\":[1,2],\"gone\":null}}".getBytes(StandardCharsets.UTF_8)));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*; true",
                "pump-7; true",
                "thingName:Pump-7; true",
                "thingName:pump-7; true",
                "thingname:pump-7; false",
                "thingName:pump; false",
                "thingName:pump*; true",
                "thingName:*-7; true",
                "thingName:p?mp-?; true",
                "thingName:p*m*7; true",
                "thingName:p*m*8; false",
                "thingName:*; true",
                "thingTypeName:*; false",
                "CONNECTION_LOST; false",
                "connectivity.disconnectReason:connection_lost; true",
                "connectivity.connected:false; true",
                "connectivity.connected:true; false",
                "NOT connectivity.connected:true; true",
                "-connectivity.connected:false; false",
                "thingGroupNames:plant7; true",
                "thingGroupNames:hall; true",
                "thingGroupNames:\"north hall\"; true",
                "thingGroupNames:\"hall north\"; false",
                "thingName:(pump* -pump-7); false",
                "thingName:(pump* AND -pump-8); true",
                "attributes.pressure:75; true",
                "attributes.pressure:[75 TO 80]; true",
                "attributes.pressure:{75 TO 80]; false",
                "attributes.pressure:[70 TO 75}; false",
                "attributes.pressure:{ 9 TO 100 }; true",
                "attributes.pressure:[* TO 75]; true",
                "attributes.pressure:[a TO z]; false",
                "attributes.serial:[\"abcd\" TO \"abcf\"]; true",
                "attributes.serial:[\"abcf\" TO \"abcz\"]; false",
                "attributes.pressure<76; true",
                "attributes.pressure < 75; false",
                "attributes.pressure <= 75; true",
                "attributes.pressure >=75; true",
                "attributes.pressure>75; false",
                "attributes.missing>0; false",
                "connectivity.timestamp : [1557651600000 TO 1557867600000]; true",
                "connectivity.timestamp > 1557651600000; true",
                "connectivity.timestamp:1557700000000; true",
                "attributes.path:a\\:b\\/c; true",
                "attributes.path:\"a:b/c\"; true",
                "shadow.reported.modes:2; true",
                "shadow.reported.modes:3; false",
                "shadow.reported.gone:*; false",
                "thingName:x OR thingName:pump* AND connectivity.connected:true; false",
                "thingName:pump* OR thingName:x AND connectivity.connected:true; true",
                "(thingName:pump* OR thingName:x) AND connectivity.connected:true; false",
                "thingName:pump* NOT attributes.pressure:80; true",
                "NOT NOT pump-7; true",
                "and; false",
            })
    void queriesOfAwsExamplesSelectWhatTheySay(String query, boolean selected) {
        assertThat(Query.parse(query).matches(pump)).isEqualTo(selected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AND",
                "a AND",
                "OR a",
                "a OR",
                "NOT",
                "-",
                "()",
                "(a",
                "a)",
                "thingName:",
                "thingName: AND a",
                ":a",
                "thingName:a:b",
                "thingName:(x:y)",
                "thing*:a",
                "\"open",
                "\"  \"",
                "a\\",
                "a:[1 TO 2",
                "a:[1 2]",
                "a:[TO 2]",
                "a:[1* TO 2]",
                "[1 TO 2]",
                "a >",
                "a > *",
                "a = 1",
                "user@host",
                "a/b",
                "name~2",
                "name^2",
                "a && b",
                "*a OR *b",
            })
    void whatIsNoQueryIsRefused(String query) {
        assertThatThrownBy(() -> Query.parse(query))
                .isInstanceOfSatisfying(
                        AwsError.class, refused -> assertThat(refused.code()).isEqualTo("InvalidQueryException"));
    }

    @ParameterizedTest
    @CsvSource({"a/b, 2", "a AND, 6", "a b), 4", "a:[1 TO 2, 10"})
    void aRefusalSaysWhere(String query, int character) {
        assertThatThrownBy(() -> Query.parse(query)).hasMessageContaining("at character " + character + ":");
    }

    @Test
    void quotasOfTheServiceHold() {
        assertThat(Query.parse("a ".repeat(12)).matches(pump)).isFalse();
        assertThatThrownBy(() -> Query.parse("a ".repeat(13))).hasMessageContaining("12 terms");
        assertThatThrownBy(() -> Query.parse("a".repeat(1001))).hasMessageContaining("1000 bytes");
        assertThatThrownBy(() -> Query.parse("*" + "a".repeat(100))).hasMessageContaining("leading wildcard");
    }

    @Test
    void deeplyNestedQueryIsReadToItsEnd() {
        String deep = "(".repeat(490) + "pump-7" + ")".repeat(490);
        assertThat(Query.parse(deep).matches(pump)).isTrue();
    }
}
