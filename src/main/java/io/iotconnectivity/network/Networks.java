package io.iotconnectivity.network;

import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.breakdown.NetworkTraits;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.IpAddress;
import io.iotconnectivity.thread.RepeatedTask;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells which network an address belongs to. Looking one up takes about a microsecond and never blocks. Thread-safe. */
public final class Networks implements NetworkTraits, AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final double MILLIS = 1000;

    private final int prefix;
    private final Optional<KeptFile> asn;
    private final Optional<KeptFile> country;
    private final Set<Dimension> dimensions;
    private final RepeatedTask looking =
            new RepeatedTask("network-files", this::look, "Files about networks that were replaced are not read again");

    /** Reads the files; one that cannot be used is logged, and looked at again when it changes. */
    public Networks(NetworkSettings settings) {
        this.prefix = settings.prefix();
        this.asn = settings.asnFile().map(file -> new KeptFile(NetworkSettings.ASN_FILE, file));
        this.country = settings.countryFile().map(file -> new KeptFile(NetworkSettings.COUNTRY_FILE, file));
        this.dimensions = Stream.concat(
                        asn.stream().map(file -> Dimension.ASN),
                        country.stream().map(file -> Dimension.COUNTRY))
                .collect(Collectors.toUnmodifiableSet());
        files().forEach(KeptFile::begin);
    }

    private Stream<KeptFile> files() {
        return Stream.concat(asn.stream(), country.stream());
    }

    /** Starts to read files again that have been replaced, if there are any. */
    public void start(Clock clock, MeterRegistry meters) {
        asn.ifPresent(file -> gauge("asn", file, clock, meters));
        country.ifPresent(file -> gauge("country", file, clock, meters));
        if (files().findAny().isPresent()) {
            looking.start(LOOK_EVERY, LOOK_EVERY);
        }
    }

    private static void gauge(String name, KeptFile file, Clock clock, MeterRegistry meters) {
        Gauge.builder("iotc.network.file.age", () -> file.current()
                        .map(known ->
                                Duration.between(known.built(), clock.instant()).toMillis() / MILLIS)
                        .orElse(Double.NaN))
                .description(
                        "Age of the data in network.asn-file and network.country-file; NaN while the file cannot be used")
                .baseUnit("seconds")
                .tag("file", name)
                .register(meters);
    }

    /** Reads the files that have been replaced since. */
    void look() {
        files().forEach(KeptFile::look);
    }

    /**
     * The network that an address belongs to; empty if the text is no address.
     *
     * @param address as AWS reports it
     */
    public Optional<NetworkFacts> find(String address) {
        return IpAddress.of(address).map(this::facts);
    }

    /** The network that a device connects, or last connected, from; empty if that is not known. */
    public Optional<NetworkFacts> find(Presence device) {
        return device.link()
                .map(link -> link.connection())
                .flatMap(Connection::ipAddress)
                .or(() -> device.findings().sourceIp())
                .flatMap(this::find);
    }

    @Override
    public Map<Dimension, String> of(String address) {
        if (dimensions().isEmpty()) {
            return Map.of();
        }
        Map<Dimension, String> traits = new HashMap<>();
        find(address).ifPresent(facts -> {
            facts.system().ifPresent(system -> traits.put(Dimension.ASN, system));
            facts.country().ifPresent(code -> traits.put(Dimension.COUNTRY, code));
        });
        return traits;
    }

    @Override
    public Set<Dimension> dimensions() {
        return dimensions;
    }

    private NetworkFacts facts(IpAddress address) {
        InetAddress inet = inet(address);
        Optional<AsnRecord> system = asn.flatMap(KeptFile::current).flatMap(file -> file.find(inet, AsnRecord.class));
        return new NetworkFacts(
                address.network(prefix),
                system.flatMap(AsnRecord::number),
                system.flatMap(AsnRecord::organization),
                country.flatMap(KeptFile::current).flatMap(file -> country(file, inet)));
    }

    private static InetAddress inet(IpAddress address) {
        try {
            return InetAddress.getByAddress(address.bytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static Optional<String> country(NetworkFile file, InetAddress address) {
        return file.isFlat()
                ? file.find(address, CountryRecord.Flat.class).flatMap(CountryRecord.Flat::code)
                : file.find(address, CountryRecord.class).flatMap(CountryRecord::code);
    }

    @Override
    public void close() {
        looking.close();
    }
}
