package io.iotconnectivity.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves the host of a webhook, and refuses it where it leads into a private network: whoever may set an address, or
 * change its DNS, must not make this application post to its neighbours. It works on the very addresses that are connected
 * to, so a name that changes in between gains nothing. Numeric hosts pass through here as well.
 */
final class AddressGuard implements DnsResolver {
    private final String webhook;
    private final DnsResolver names;

    AddressGuard(String webhook, DnsResolver names) {
        this.webhook = webhook;
        this.names = names;
    }

    /**
     * @throws UnknownHostException also where one of the addresses is refused; its message names the setting
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.resolve(host);
        for (InetAddress address : addresses) {
            Optional<String> objection = AddressRange.objectionTo(address);
            if (objection.isPresent()) {
                throw new UnknownHostException("webhook " + webhook + " is not posted to " + host + ", because "
                        + address.getHostAddress() + " is " + objection.get() + "; if that is meant, set webhook."
                        + webhook + ".allow-private=true");
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }
}
