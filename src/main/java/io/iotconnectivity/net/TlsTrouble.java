package io.iotconnectivity.net;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Explains a failed TLS handshake and its fix. Java reveals most of it only in message texts. */
public final class TlsTrouble {
    private static final int MOST_CAUSES = 50;
    private static final List<String> WRONG_NAME = List.of(
            "no subject alternative",
            "no name matching",
            "doesn't match any of the subject alternative names",
            "doesn't match the common name",
            "no name matches");
    private static final List<String> UNKNOWN_AUTHORITY = List.of(
            "unable to find valid certification path",
            "none of the trustmanagers trust this certificate chain",
            "trustanchors parameter must be non-empty",
            "pkix path building failed",
            "path does not chain with any of the trust anchors");
    private static final List<String> WANTS_A_CERTIFICATE = List.of(
            "received fatal alert: certificate_required",
            "received fatal alert: bad_certificate",
            "received fatal alert: certificate_unknown",
            "received fatal alert: unknown_ca",
            "received fatal alert: certificate_expired",
            "received fatal alert: certificate_revoked");
    private static final List<String> NOTHING_IN_COMMON = List.of(
            "received fatal alert: handshake_failure", "received fatal alert: protocol_version",
            "no appropriate protocol", "server selected protocol version");

    private TlsTrouble() {}

    /**
     * What went wrong in the handshake; empty if it is not that kind of failure.
     *
     * @param ca the setting that can name another authority
     */
    public static Optional<String> of(Throwable problem, String ca) {
        List<Throwable> all = all(problem);
        if (all.stream().noneMatch(SSLException.class::isInstance)) {
            return Optional.empty();
        }
        if (says(all, List.of("unsupported or unrecognized ssl message", "plaintext connection"))) {
            return Optional.of(
                    "the other side does not speak TLS: is it the port of plain http, or of something else?");
        }
        if (is(all, CertificateExpiredException.class) || says(all, List.of("certificate expired"))) {
            return Optional.of("its certificate has expired; its operator must renew it (or the clock here is wrong)");
        }
        if (is(all, CertificateNotYetValidException.class)) {
            return Optional.of("its certificate is not valid yet; is the clock of this machine right?");
        }
        if (is(all, SSLPeerUnverifiedException.class) || says(all, WRONG_NAME)) {
            return Optional.of("its certificate is for another name; use the host name in the certificate");
        }
        if (is(all, CertPathBuilderException.class) || says(all, UNKNOWN_AUTHORITY)) {
            return Optional.of(
                    "its certificate is from an authority that is not trusted here (private, or self-signed); name a PEM"
                            + " file of that authority in " + ca);
        }
        if (says(all, WANTS_A_CERTIFICATE)) {
            return Optional.of("it requires a client certificate, or does not accept the one it was given");
        }
        if (says(all, NOTHING_IN_COMMON)) {
            return Optional.of("there is no TLS version or cipher that both sides support (here: TLS 1.2 and 1.3)");
        }
        return Optional.empty();
    }

    private static boolean is(List<Throwable> all, Class<? extends Throwable> type) {
        return all.stream().anyMatch(type::isInstance);
    }

    private static boolean says(List<Throwable> all, List<String> texts) {
        return all.stream()
                .map(each -> String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT))
                .anyMatch(message -> texts.stream().anyMatch(message::contains));
    }

    /** The causes, including suppressed ones: several trust managers each have a reason of their own. */
    private static List<Throwable> all(Throwable problem) {
        Set<Throwable> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>(List.of(problem));
        while (!left.isEmpty() && found.size() < MOST_CAUSES) {
            Throwable at = left.pop();
            if (found.add(at)) {
                Optional.ofNullable(at.getCause()).ifPresent(left::push);
                left.addAll(List.of(at.getSuppressed()));
            }
        }
        return List.copyOf(found);
    }
}
