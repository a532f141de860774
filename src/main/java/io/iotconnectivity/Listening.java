package io.iotconnectivity;

import io.iotconnectivity.aws.connectivity.ListingSettings;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.RequiredFilters;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the subscriptions of devices looked at although they have not connected anew: of those that are deaf often, of all
 * others that must be subscribed to something at times, a few at a time. Only the leader does.
 */
final class Listening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final int MOST_AT_ONCE = 1000;
    private static final Duration STEP = Duration.ofSeconds(10);
    /** Whoever is deaf after a start may no longer be, because the settings have changed. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Engine engine;
    private final DeviceClasses classes;
    private final ListingSettings settings;
    private final Consumer<ClientId> ask;
    private final Consumer<ClientId> askAgain;
    private final Clock clock;
    private final RepeatedTask deaf =
            new RepeatedTask("deaf-devices", this::lookAtDeaf, "Deaf devices stay deaf (deaf.recheck-every)");
    private final RepeatedTask others =
            new RepeatedTask("subscriptions", this::lookAtOthers, "Subscriptions of connected devices are not checked");

    private boolean led;

    /** Where the tour through the fleet goes on. */
    private Optional<DevicePlace> place = Optional.empty();
    /** How many devices are due; the rest of what is no whole device. */
    private double due;

    /**
     * @param ask has a client asked about as soon as the budget allows
     * @param askAgain has a client asked about once it has had time to subscribe, unless it waits for that
     */
    Listening(
            Engine engine,
            DeviceClasses classes,
            ListingSettings settings,
            Consumer<ClientId> ask,
            Consumer<ClientId> askAgain,
            Clock clock) {
        this.engine = engine;
        this.classes = classes;
        this.settings = settings;
        this.ask = ask;
        this.askAgain = askAgain;
        this.clock = clock;
    }

    void start() {
        Duration every = settings.recheckEvery();
        deaf.start(every.compareTo(SOON) < 0 ? every : SOON, every);
        if (settings.required()) {
            others.start(STEP, STEP);
        }
    }

    /** Looks at the devices that are deaf: once. */
    void lookAtDeaf() {
        if (!engine.leadership().leads()) {
            return;
        }
        try {
            if (engine.ledger().deafDevices() > 0) {
                engine.ledger().each(DeviceQuery.ALL.deaf(true), this::lookAtDeaf);
            }
        } catch (ViewUnavailable e) {
            LOG.debug("No deaf device is looked at now: {}", e.getMessage());
        }
    }

    private void lookAtDeaf(Presence device) {
        if (isRequiredOf(device)) {
            ask.accept(device.client());
            return;
        }
        // What it holds is not known, but it lacks nothing; other settings, in a replay, must not take it for an
        // answer.
        engine.accept(new Signal.Listed(device.client(), clock.instant(), Optional.empty()))
                .exceptionally(failure -> {
                    LOG.debug("{} stays deaf for now", device.client(), failure);
                    return null;
                });
    }

    /**
     * Looks at as many others as are due within one step; at the beginning of a leadership, also at those that an earlier
     * leader may have been about to ask about.
     */
    void lookAtOthers() {
        boolean leads = engine.leadership().leads();
        boolean begins = leads && !led;
        led = leads;
        if (!leads) {
            return;
        }
        try {
            if (begins) {
                engine.ledger().each(DeviceQuery.ALL.inService(), this::lookAtOpen);
            }
            settings.checkEvery().ifPresent(this::lookAtSome);
        } catch (ViewUnavailable e) {
            led = led && !begins;
            LOG.debug("No subscriptions are looked at now: {}", e.getMessage());
        }
    }

    private void lookAtOpen(Presence device) {
        if (device.state().isConnected() && device.enquiry().listing()) {
            askAgain.accept(device.client());
        }
    }

    private void lookAtSome(Duration checkEvery) {
        Ledger ledger = engine.ledger();
        long fleet = ledger.devicesByState().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        due += (double) fleet * STEP.toMillis() / checkEvery.toMillis();
        due = Math.min(due, fleet);
        int now = (int) Math.min(due, MOST_AT_ONCE);
        if (now > 0) {
            Ledger.Page<Presence> page = ledger.devices(DeviceQuery.ALL.after(place), now);
            page.items().stream()
                    .filter(device -> device.state().isConnected() && isRequiredOf(device))
                    .forEach(device -> ask.accept(device.client()));
            place = page.next().map(DevicePlace::of);
            due -= now;
        }
    }

    private boolean isRequiredOf(Presence device) {
        RequiredFilters required = classes.find(device)
                .map(DeviceClasses.Entry::policy)
                .orElse(classes.otherwise())
                .required();
        return !required.isEmpty();
    }

    @Override
    public void close() {
        deaf.close();
        others.close();
    }
}
