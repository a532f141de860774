package io.iotconnectivity.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a webhook's host, and refuses it if it leads into a private network: whoever can set an address, or change
 * its DNS, must not make this application post to its neighbours. It checks the very addresses that are then connected
 * to, so a name that changes in between gains nothing. Numeric hosts pass through here as well.
 *
 * <p>Where the settings allow private addresses, cloud metadata addresses remain refused: they are nobody's webhook,
 * and hand out credentials.
 */
final class AddressGuard implements DnsResolver {
    private static final Pattern PRIVATE_NAME =
            Pattern.compile(".*\\.(local|localhost|localdomain|internal|intranet|private|corp|home|lan|arpa)\\.?");
    /** An address in a form that Java does not recognize but others do, such as 0x7f.1. */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

    /** Metadata host names of Google, Amazon and Azure, which a proxy may resolve although this machine does not. */
    private static final Pattern METADATA_NAME = Pattern.compile(
            "metadata|(.*\\.)?(metadata|instance-data)(\\.[a-z0-9-]+)?\\.internal\\.?|instance-data\\.?");

    private final String webhook;
    private final boolean mayBePrivate;
    private final DnsResolver names;

    /**
     * @param mayBePrivate whether private addresses are allowed
     */
    AddressGuard(String webhook, boolean mayBePrivate, DnsResolver names) {
        this.webhook = webhook;
        this.mayBePrivate = mayBePrivate;
        this.names = names;
    }

    /**
     * @throws UnknownHostException also if one of the addresses is refused; its message names the setting
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return checked(host, names.resolve(host));
    }

    /**
     * Checks a host that a proxy resolves: any address known here must be public. Behind a proxy many machines cannot
     * resolve outside names, so an unknown name is left to the proxy and its rules, unless it can only be a private
     * one.
     *
     * @throws UnknownHostException if it is refused; its message names the setting
     */
    void checkForProxy(String host) throws UnknownHostException {
        InetAddress[] addresses;
        try {
            addresses = names.resolve(host);
        } catch (UnknownHostException unknownHere) {
            String name = host.toLowerCase(Locale.ROOT);
            if (METADATA_NAME.matcher(name).matches()) {
                throw refusalForGood(host, "it looks like the name of a cloud metadata address");
            }
            if (NUMBER.matcher(name).matches()) {
                throw refusalForGood(host, "it is a number in a form that cannot be checked");
            }
            if (!mayBePrivate && canOnlyBePrivate(name)) {
                throw refusal(host, "it looks like a private name");
            }
            return;
        }
        checked(host, addresses);
    }

    private static boolean canOnlyBePrivate(String name) {
        return !name.contains(".") || PRIVATE_NAME.matcher(name).matches();
    }

    private InetAddress[] checked(String host, InetAddress[] addresses) throws UnknownHostException {
        for (InetAddress address : addresses) {
            if (AddressRange.isMetadata(address)) {
                throw refusalForGood(host, address.getHostAddress() + " is a cloud metadata address");
            }
            if (mayBePrivate) {
                continue;
            }
            Optional<String> objection = AddressRange.objectionTo(address);
            if (objection.isPresent()) {
                throw refusal(host, address.getHostAddress() + " is " + objection.get());
            }
        }
        return addresses;
    }

    private UnknownHostException refusal(String host, String why) {
        return refused(host, why + "; if that is intended, set webhook." + webhook + ".allow-private=true");
    }

    private UnknownHostException refusalForGood(String host, String why) {
        return refused(host, why + ", and no setting allows that");
    }

    private UnknownHostException refused(String host, String why) {
        return new UnknownHostException("webhook " + webhook + " does not post to " + host + ", because " + why);
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }
}
