package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.signal.Signal;
import java.util.List;

/** What metrics and dead letters call the kinds of signals. */
final class SignalKind {
    /** Every kind. */
    static final List<String> ALL = List.of(
            "connected",
            "disconnected",
            "connect_failed",
            "last_will",
            "sign_of_life",
            "check",
            "reconciled",
            "diagnosis",
            "probe",
            "marked",
            "timer_due");

    private SignalKind() {}

    /** Whether it follows from what was heard before: something was asked then. */
    static boolean isAnswer(Signal signal) {
        return signal instanceof Signal.Checked
                || signal instanceof Signal.Diagnosed
                || signal instanceof Signal.Probed
                || signal instanceof Signal.Marked;
    }

    static String of(Signal signal) {
        if (signal instanceof Signal.Connected) {
            return "connected";
        } else if (signal instanceof Signal.Disconnected) {
            return "disconnected";
        } else if (signal instanceof Signal.ConnectFailed) {
            return "connect_failed";
        } else if (signal instanceof Signal.LastWill) {
            return "last_will";
        } else if (signal instanceof Signal.SignOfLife) {
            return "sign_of_life";
        } else if (signal instanceof Signal.Checked) {
            return "check";
        } else if (signal instanceof Signal.Reconciled) {
            return "reconciled";
        } else if (signal instanceof Signal.Diagnosed) {
            return "diagnosis";
        } else if (signal instanceof Signal.Probed) {
            return "probe";
        } else if (signal instanceof Signal.Marked) {
            return "marked";
        } else {
            return "timer_due";
        }
    }
}
