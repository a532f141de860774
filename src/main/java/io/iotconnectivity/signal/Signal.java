package io.iotconnectivity.signal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One observation about one client. */
public sealed interface Signal {

    ClientId client();

    /** When it happened, by the clock of whoever reported it; see each kind for its accuracy. */
    Instant at();

    /**
     * Identifies this signal when it is redelivered; empty if the source provides nothing that distinguishes a
     * redelivery from a second occurrence.
     */
    Optional<String> identity();

    /** The kind of this signal. */
    SignalKind kind();

    /** Calls the visitor's method for this kind. */
    <R> R accept(Visitor<R> visitor);

    /**
     * Handles each kind of signal. A new kind adds a method, so code that forgets it does not compile.
     *
     * @param <R> the type of the result
     */
    interface Visitor<R> {
        R connected(Connected signal);

        R disconnected(Disconnected signal);

        R connectFailed(ConnectFailed signal);

        R lastWill(LastWill signal);

        R signOfLife(SignOfLife signal);

        R timerDue(TimerDue signal);

        R checked(Checked signal);

        R reconciled(Reconciled signal);

        R diagnosed(Diagnosed signal);

        R probed(Probed signal);

        R marked(Marked signal);

        R enriched(Enriched signal);

        R retired(Retired signal);

        R restored(Restored signal);

        R forgotten(Forgotten signal);

        R listed(Listed signal);

        R cutOff(CutOff signal);
    }

    /**
     * The client opened a connection.
     *
     * @param at by AWS's clock; accurate to about two minutes
     */
    record Connected(ClientId client, Instant at, Connection connection) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.CONNECTED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.connected(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.of(Signal.identity("connected", this, connection));
        }
    }

    /**
     * A connection of the client ended.
     *
     * @param at by AWS's clock; accurate to about two minutes
     * @param reason {@link Reason#UNKNOWN} where AWS gave none
     */
    record Disconnected(ClientId client, Instant at, Connection connection, Reason reason) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.DISCONNECTED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.disconnected(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.of(Signal.identity("disconnected", this, connection));
        }
    }

    /**
     * AWS refused to let the client connect. It says nothing about a connection that the client may already have.
     *
     * @param at by AWS's clock; accurate to about two minutes
     * @param failure the failure as AWS names it, for example {@code AUTHORIZATION_FAILED}
     */
    record ConnectFailed(ClientId client, Instant at, Connection connection, Reason failure) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.CONNECT_FAILED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.connectFailed(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.of(Signal.identity("connect_failed", this, connection));
        }
    }

    /**
     * The broker published the client's last will. Wills carry neither a time nor a connection, and AWS does not order
     * them relative to a reconnect.
     *
     * @param at when it was received
     * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html">MQTT in AWS IoT Core</a>
     */
    record LastWill(ClientId client, Instant at) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.LAST_WILL;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lastWill(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * The client gave a sign of life.
     *
     * @param at when it was received
     */
    record SignOfLife(ClientId client, Instant at) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.SIGN_OF_LIFE;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.signOfLife(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * A deadline of the client has come.
     *
     * @param at the deadline
     */
    record TimerDue(ClientId client, Instant at) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.TIMER_DUE;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.timerDue(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * AWS was asked about the client's connection, before a verdict.
     *
     * @param at when it was asked
     */
    record Checked(ClientId client, Instant at, Connectivity found) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.CHECK;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.checked(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * The fleet index reports the client's state. It may lag behind the events.
     *
     * @param at when it was asked
     */
    record Reconciled(ClientId client, Instant at, Connectivity found) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.RECONCILED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reconciled(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * The IoT log was asked about the end of a connection or a refused connect.
     *
     * @param at the time of the event in question
     */
    record Diagnosed(ClientId client, Instant at, Diagnosis found) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.DIAGNOSIS;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.diagnosed(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * A silent client was sent a message that it had to acknowledge.
     *
     * @param at when the result was known
     */
    record Probed(ClientId client, Instant at, ProbeResult result) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.PROBE;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.probed(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * The device's behaviour was judged.
     *
     * @param at when it was judged
     * @param overlay what was judged
     * @param holds whether it begins or ends
     */
    record Marked(ClientId client, Instant at, Overlay overlay, boolean holds) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.MARKED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.marked(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * An enrich route was asked about the client.
     *
     * @param at when it answered, or was given up
     * @param route the name of the route, without {@code enrich-}
     * @param told absent if it gave no answer; empty if it knows nothing about the client
     */
    record Enriched(ClientId client, Instant at, String route, Optional<Extra> told) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.ENRICHED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.enriched(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * The device was taken out of service.
     *
     * @param at when that was decided
     */
    record Retired(ClientId client, Instant at, LifeChange change) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.RETIRED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.retired(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * The device was taken back into service, whether or not it is connected.
     *
     * @param at when that was decided
     */
    record Restored(ClientId client, Instant at, LifeChange change) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.RESTORED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.restored(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * Nothing was heard of the device for so long that it is to be forgotten. Changes nothing if something was heard of
     * it later, or if it is connected.
     *
     * @param at when that was decided
     * @param unheardSince until when something may have been heard of it
     */
    record Forgotten(ClientId client, Instant at, Instant unheardSince) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.FORGOTTEN;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.forgotten(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * AWS was asked what the client is subscribed to.
     *
     * @param at when it was asked
     * @param held the topic filters; absent if AWS gave no answer
     * @param quiet whether no incident is opened if the device is deaf, because too many are open
     */
    record Listed(ClientId client, Instant at, Optional<List<String>> held, boolean quiet) implements Signal {
        /** More of them are not listed: as many as AWS allows a connection at most. */
        public static final int MOST_FILTERS = 500;

        public Listed {
            held = held.map(List::copyOf);
        }

        /** An answer that may open an incident. */
        public Listed(ClientId client, Instant at, Optional<List<String>> held) {
            this(client, at, held, false);
        }

        /** The same answer, which opens no incident. */
        public Listed quietly() {
            return new Listed(client, at, held, true);
        }

        @Override
        public SignalKind kind() {
            return SignalKind.LISTED;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.listed(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /**
     * AWS IoT ended the device's connection because somebody asked for that.
     *
     * @param at when that was asked for
     * @param change who asked, and why
     */
    record CutOff(ClientId client, Instant at, LifeChange change) implements Signal {
        @Override
        public SignalKind kind() {
            return SignalKind.CUT_OFF;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cutOff(this);
        }

        @Override
        public Optional<String> identity() {
            return Optional.empty();
        }
    }

    /** The result of a probe. */
    enum ProbeResult {
        /** The client acknowledged it. */
        ANSWERED,
        /** The acknowledgement did not arrive in time. */
        SILENT,
        /** The broker knows of no connection. */
        NOT_CONNECTED,
        /** It could not be sent, so nothing is known. */
        UNKNOWN
    }

    private static String identity(String kind, Signal signal, Connection connection) {
        // The client id comes last, because only it may contain the separator.
        return kind
                + '|'
                + signal.at().toEpochMilli()
                + '|'
                + (connection.version().isPresent() ? connection.version().getAsLong() : "")
                + '|'
                + connection.session().orElse("").replace("|", "||")
                + '|'
                + signal.client().value();
    }
}
