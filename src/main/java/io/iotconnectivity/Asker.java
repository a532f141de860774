package io.iotconnectivity;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.ThingNames;
import io.iotconnectivity.aws.Things;
import io.iotconnectivity.aws.connectivity.DeviceQuestions;
import io.iotconnectivity.aws.logs.LogLookUp;
import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.enrich.EnrichRoutes;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets the core's questions answered: by AWS, by the IoT log, by the device itself, by enrich routes. Never blocks. */
final class Asker implements Consumer<Effect>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

    private final Engine engine;
    private final DeviceQuestions devices;
    private final ThingNames things;
    private final Optional<LogLookUp> causes;
    private final EnrichRoutes routes;
    private final LostAnswers lost;
    private final DeafLimit deafLimit;

    Asker(Settings settings, Engine engine, EnrichRoutes routes, AwsClients aws, Clock clock, MeterRegistry meters) {
        this.engine = engine;
        this.routes = routes;
        this.lost = new LostAnswers(clock, meters);
        this.deafLimit = new DeafLimit(engine, settings.lookups().listing().maxIncidents());
        this.devices = new DeviceQuestions(
                settings.lookups().check(),
                settings.lookups().probe(),
                settings.lookups().listing(),
                aws,
                this::thingNames,
                this::isToBeListed,
                this::answerOfAws,
                clock,
                meters);
        this.things = new ThingNames(
                settings.lookups().things(), new Things(aws::iot), client -> devices.thingOf(new ClientId(client)));
        this.causes = Optional.of(settings.lookups().logs())
                .filter(logs -> logs.enabled())
                .map(logs -> new LogLookUp(logs, aws::logs, this::answer, clock, meters));
    }

    /** From now on the core's questions are answered, including those that a previous run left open. */
    void start() {
        routes.answerTo(this::answer);
        engine.answerWith(this);
    }

    /** The name of the client's thing. */
    ThingNames things() {
        return things;
    }

    @Override
    public void accept(Effect effect) {
        if (effect instanceof Effect.Probe) {
            devices.probe(effect.client());
        } else if (effect instanceof Effect.ListSubscriptions) {
            devices.listLater(effect.client());
        } else {
            routes.ask(effect, !(effect instanceof Effect.Enrich) || isWaitedFor(effect.client()));
        }
    }

    /** Searches the IoT log, for {@code enrich-cause}. */
    void searchLog(Effect effect) {
        Effect.LookUp question = (Effect.LookUp) effect;
        causes.ifPresentOrElse(
                on -> on.accept(question),
                // It was asked by a previous run, with other settings.
                () -> answer(new Signal.Diagnosed(question.client(), question.at(), Diagnosis.NOT_FOUND)));
    }

    /** Asks AWS whether a device is connected, for {@code enrich-connection}. */
    void checkConnection(Effect effect) {
        devices.check(effect.client());
    }

    /** Asks what a client is subscribed to, as soon as the budget allows. */
    void listSoon(ClientId client) {
        devices.listSoon(client);
    }

    /** Asks what a client is subscribed to, once it has had time to subscribe, unless it waits for that. */
    void listAgain(ClientId client) {
        devices.listAgain(client);
    }

    /** Why deaf devices are not found or reported although they are to be; empty while they are. */
    Optional<String> listingProblem() {
        return devices.listingProblem().or(deafLimit::problem);
    }

    /** Without the view of the fleet, AWS knows who is connected. */
    private boolean isToBeListed(ClientId client) {
        try {
            return engine.leadership().leads()
                    && engine.ledger()
                            .device(client)
                            .filter(device -> device.state().isConnected())
                            .isPresent();
        } catch (StoreUnavailable e) {
            LOG.debug("It is not known whether {} is connected", client, e);
            return true;
        }
    }

    /** Whether a verdict on the client waits for answers, or may soon. */
    private boolean isWaitedFor(ClientId client) {
        try {
            return engine.ledger()
                    .device(client)
                    .filter(device -> device.state() == Verdict.ONLINE
                            && !device.enquiry().graceOver())
                    .isEmpty();
        } catch (StoreUnavailable e) {
            LOG.debug("It is not known whether a verdict on {} waits", client, e);
            return true;
        }
    }

    private void answerOfAws(Signal answer) {
        answer(answer instanceof Signal.Listed listed ? deafLimit.bound(listed) : answer);
    }

    private void answer(Signal answer) {
        engine.accept(answer).exceptionally(failure -> {
            lost.count(answer, failure);
            return null;
        });
    }

    private List<String> thingNames(ClientId client) {
        return things.candidates(client.value(), knownThing(client));
    }

    /** Without the view of the fleet, the client id has to do. */
    private Optional<String> knownThing(ClientId client) {
        try {
            return engine.ledger().device(client).flatMap(Presence::thing);
        } catch (StoreUnavailable e) {
            LOG.debug("It is not known which thing {} is", client, e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        lost.close();
        routes.close();
        causes.ifPresent(LogLookUp::close);
        devices.close();
    }
}
