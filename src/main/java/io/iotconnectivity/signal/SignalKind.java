package io.iotconnectivity.signal;

/** The kinds of signals, with their names in metrics, dead letters and records. */
public enum SignalKind {
    CONNECTED("connected", Signal.Connected.class, Origin.AWS),
    DISCONNECTED("disconnected", Signal.Disconnected.class, Origin.AWS),
    CONNECT_FAILED("connect_failed", Signal.ConnectFailed.class, Origin.AWS),
    LAST_WILL("last_will", Signal.LastWill.class, Origin.OUTSIDE),
    SIGN_OF_LIFE("sign_of_life", Signal.SignOfLife.class, Origin.OUTSIDE),
    CHECK("check", Signal.Checked.class, Origin.ANSWER),
    RECONCILED("reconciled", Signal.Reconciled.class, Origin.OUTSIDE),
    DIAGNOSIS("diagnosis", Signal.Diagnosed.class, Origin.ANSWER),
    PROBE("probe", Signal.Probed.class, Origin.ANSWER),
    ENRICHED("enriched", Signal.Enriched.class, Origin.ANSWER),
    LISTED("listed", Signal.Listed.class, Origin.ANSWER),
    RETIRED("retired", Signal.Retired.class, Origin.OUTSIDE),
    RESTORED("restored", Signal.Restored.class, Origin.OUTSIDE),
    FORGOTTEN("forgotten", Signal.Forgotten.class, Origin.OUTSIDE),
    CUT_OFF("cut_off", Signal.CutOff.class, Origin.OUTSIDE),
    MARKED("marked", Signal.Marked.class, Origin.RULES),
    TIMER_DUE("timer_due", Signal.TimerDue.class, Origin.RULES);

    private final String word;
    private final Class<? extends Signal> type;
    private final Origin origin;

    /** Where a signal comes from. */
    private enum Origin {
        /** AWS stamped it with the time of what happened. */
        AWS,
        /** Another party reported something. */
        OUTSIDE,
        /** The rules asked for it. */
        ANSWER,
        /** The rules made it themselves. */
        RULES
    }

    SignalKind(String word, Class<? extends Signal> type, Origin origin) {
        this.word = word;
        this.type = type;
        this.origin = origin;
    }

    /** Lower case, with underscores. */
    public String word() {
        return word;
    }

    /** The record class of this kind. */
    public Class<? extends Signal> type() {
        return type;
    }

    /** Whether its time is by AWS's clock. */
    public boolean isStampedByAws() {
        return origin == Origin.AWS;
    }

    /** Whether it follows from an earlier signal: the rules asked for it or derived it. */
    public boolean followsFromEarlier() {
        return origin == Origin.ANSWER || origin == Origin.RULES;
    }

    /** Whether it answers a question of the rules. */
    public boolean isAnswer() {
        return origin == Origin.ANSWER;
    }

    /** Whether it comes from outside the rules, so that they cannot derive it again from the rest of the recording. */
    public boolean isRecorded() {
        return origin != Origin.RULES;
    }
}
