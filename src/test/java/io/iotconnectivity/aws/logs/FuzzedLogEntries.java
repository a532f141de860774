package io.iotconnectivity.aws.logs;

import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.engine.sqlite.FuzzedStore;
import io.iotconnectivity.fuzz.AnswersOfAws;
import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** Entries of the IoT log, and the answers that they come in: each is a cause that can be kept and told, or left out. */
public final class FuzzedLogEntries {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final int MOST_CHARACTERS = 2_500;

    public static final List<Target> TARGETS = List.of(
            Target.ofText("log-entry", message -> entry(message, AT)),
            Target.ofText("log-time", LogEntryReader::time),
            new Target("log-page", FuzzedLogEntries::page).takingLong());

    private FuzzedLogEntries() {}

    private static void entry(String message, Instant written) {
        if (LogEntryReader.read(message, written) instanceof LogEntryReader.Reading.Read read) {
            LogEntry entry = read.entry();
            Holds.bounded("the cause", entry.diagnosis().toString(), MOST_CHARACTERS);
            FuzzedStore.take(List.of(
                    new Signal.Disconnected(entry.client(), AT, Connection.UNKNOWN, Reason.CONNECTION_LOST),
                    new Signal.Diagnosed(entry.client(), AT, entry.diagnosis())));
        }
    }

    private static void page(byte[] input) {
        Lazy.AWS.answer(input);
        LookUp question = new LookUp(new ClientId("a"), Subject.DISCONNECT, AT, Optional.empty());
        for (Window window : Window.around(List.of(question))) {
            try {
                Lazy.SEARCH.read(window, page -> {
                    page.forEach(written -> entry(written.message(), written.at()));
                    return true;
                });
            } catch (SdkException failed) {
                Holds.that(!failed.getMessage().isBlank(), "failed without a word");
            }
        }
    }

    private static final class Lazy {
        static final AnswersOfAws AWS = new AnswersOfAws();
        private static final CloudWatchLogsClient CLIENT = AWS.client(CloudWatchLogsClient.builder());
        static final LogSearch SEARCH = new LogSearch(
                new LogCalls(
                        () -> CLIENT,
                        new CallBudget("fuzz", 1_000_000, new SimpleMeterRegistry()),
                        new SimpleMeterRegistry()),
                "AWSIotLogsV2",
                LogSettings.Insights.NEVER,
                LookUpSchedule.USUAL.firstPoll());
    }
}
