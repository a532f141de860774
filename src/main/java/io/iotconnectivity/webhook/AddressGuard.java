package io.iotconnectivity.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves the host of a webhook, and refuses it where it leads into a private network: whoever may set an address, or
 * change its DNS, must not make this application post to its neighbours. It works on the very addresses that are connected
 * to, so a name that changes in between gains nothing. Numeric hosts pass through here as well.
 *
 * <p>Where the settings allow private addresses, those at which a cloud tells its machines about themselves stay refused: they are
 * nobody's webhook, and give credentials away.
 */
final class AddressGuard implements DnsResolver {
    private static final Pattern PRIVATE_NAME =
            Pattern.compile(".*\\.(local|localhost|localdomain|internal|intranet|private|corp|home|lan|arpa)\\.?");
    /** An address in a form that Java does not know and others do, such as 0x7f.1. */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

    /** Names that lead to the metadata of Google's, Amazon's and Azure's machines, where a proxy knows them and this machine does not. */
    private static final Pattern METADATA_NAME = Pattern.compile(
            "metadata|(.*\\.)?(metadata|instance-data)(\\.[a-z0-9-]+)?\\.internal\\.?|instance-data\\.?");

    private final String webhook;
    private final boolean mayBePrivate;
    private final DnsResolver names;

    /** @param mayBePrivate whether private addresses are allowed */
    AddressGuard(String webhook, boolean mayBePrivate, DnsResolver names) {
        this.webhook = webhook;
        this.mayBePrivate = mayBePrivate;
        this.names = names;
    }

    /**
     * @throws UnknownHostException also where one of the addresses is refused; its message names the setting
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return checked(host, names.resolve(host));
    }

    /**
     * For a host that a proxy looks up: what is known of it here must be public. Behind a proxy many machines know no names of the
     * outside, so one that is unknown here is left to the proxy and its rules, unless it can only be a private one.
     *
     * @throws UnknownHostException where it is refused; its message names the setting
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
        return refused(host, why + "; if that is meant, set webhook." + webhook + ".allow-private=true");
    }

    private UnknownHostException refusalForGood(String host, String why) {
        return refused(host, why + ", and no setting allows that");
    }

    private UnknownHostException refused(String host, String why) {
        return new UnknownHostException("webhook " + webhook + " is not posted to " + host + ", because " + why);
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }
}
