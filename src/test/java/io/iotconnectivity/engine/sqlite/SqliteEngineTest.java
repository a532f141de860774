package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.AcceptContract;
import io.iotconnectivity.engine.AskingContract;
import io.iotconnectivity.engine.BacklogContract;
import io.iotconnectivity.engine.ClassContract;
import io.iotconnectivity.engine.DeadLetterContract;
import io.iotconnectivity.engine.DeafContract;
import io.iotconnectivity.engine.DeliveryContract;
import io.iotconnectivity.engine.DeviceHistoryContract;
import io.iotconnectivity.engine.DeviceListContract;
import io.iotconnectivity.engine.EnrichContract;
import io.iotconnectivity.engine.FleetHistoryContract;
import io.iotconnectivity.engine.IncidentContract;
import io.iotconnectivity.engine.IncidentRulesContract;
import io.iotconnectivity.engine.LifeContract;
import io.iotconnectivity.engine.LogContract;
import io.iotconnectivity.engine.RepeatsContract;
import io.iotconnectivity.engine.RetentionContract;
import io.iotconnectivity.engine.SilenceLimitsContract;
import io.iotconnectivity.engine.SlowDevicesContract;
import io.iotconnectivity.engine.TracesContract;
import org.junit.jupiter.api.Nested;

/** The embedded engine passes every suite that an engine has to pass. */
class SqliteEngineTest {
    @Nested
    class AcceptingOnSqlite extends AcceptContract implements OnSqlite {}

    @Nested
    class AskingOnSqlite extends AskingContract implements OnSqlite {}

    @Nested
    class DeafOnSqlite extends DeafContract implements OnSqlite {}

    @Nested
    class EnrichingOnSqlite extends EnrichContract implements OnSqlite {}

    @Nested
    class DeadLettersOnSqlite extends DeadLetterContract implements OnSqlite {}

    @Nested
    class DeliveringOnSqlite extends DeliveryContract implements OnSqlite {}

    @Nested
    class DeviceHistoryOnSqlite extends DeviceHistoryContract implements OnSqlite {}

    @Nested
    class DeviceListsOnSqlite extends DeviceListContract implements OnSqlite {}

    @Nested
    class FleetHistoryOnSqlite extends FleetHistoryContract implements OnSqlite {}

    @Nested
    class IncidentsOnSqlite extends IncidentContract implements OnSqlite {}

    @Nested
    class IncidentRulesOnSqlite extends IncidentRulesContract implements OnSqlite {}

    @Nested
    class ClassesOnSqlite extends ClassContract implements OnSqlite {}

    @Nested
    class SlowDevicesOnSqlite extends SlowDevicesContract implements OnSqlite {}

    @Nested
    class TracesOnSqlite extends TracesContract implements OnSqlite {}

    @Nested
    class RepeatsOnSqlite extends RepeatsContract implements OnSqlite {}

    @Nested
    class RetentionOnSqlite extends RetentionContract implements OnSqlite {}

    @Nested
    class SilenceLimitsOnSqlite extends SilenceLimitsContract implements OnSqlite {}

    @Nested
    class BacklogOnSqlite extends BacklogContract implements OnSqlite {}

    @Nested
    class LivesOnSqlite extends LifeContract implements OnSqlite {}

    @Nested
    class LogOnSqlite extends LogContract implements OnSqlite {}
}
