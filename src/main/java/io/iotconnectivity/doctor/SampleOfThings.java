package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.iot.model.ThingDocument;

/** Checks whether client ids equal thing names: the fleet index sees no other clients. Samples one page of things. */
final class SampleOfThings implements Check {
    private static final int PAGE = 100;
    private static final int NAMED = 3;

    private final Features features;
    private final AwsClients aws;

    SampleOfThings(Features features, AwsClients aws) {
        this.features = features;
        this.aws = aws;
    }

    @Override
    public String name() {
        return "things and client ids";
    }

    @Override
    public boolean isUsed() {
        return features.indexedConnectivity();
    }

    @Override
    public List<Finding> look() {
        String query = features.settings().lookups().reconcile().query();
        List<ThingDocument> things = Unanswered.ask(
                "iot:SearchIndex",
                () -> aws.iot()
                        .searchIndex(request -> request.indexName(FleetIndexCheck.INDEX)
                                .queryString(query)
                                .maxResults(PAGE))
                        .things(),
                code -> code.equals("IndexNotReadyException"),
                List.of());
        if (things.isEmpty()) {
            return List.of(Finding.unknown(
                    name(),
                    "the fleet index finds no things for " + query,
                    "see 'fleet index', and check that reconcile.query matches the fleet"));
        }
        List<String> never = things.stream()
                .filter(SampleOfThings::wasNeverConnected)
                .map(ThingDocument::thingName)
                .toList();
        if (never.isEmpty()) {
            return List.of(Finding.ok(
                    name(), "all of " + things.size() + " things sampled have connected under their own names"));
        }
        String finding = never.size() + " of " + things.size()
                + " things sampled have never connected under their own names, such as "
                + never.stream().limit(NAMED).collect(Collectors.joining(", "));
        String fix = "let devices connect with their thing name as client id; otherwise the index does not see them"
                + " (thing.pattern and thing.table only help shadows)";
        return List.of(
                never.size() == things.size()
                        ? Finding.warning(name(), finding, fix)
                        : Finding.ok(name(), finding + "; they are spares, or use other client ids"));
    }

    private static boolean wasNeverConnected(ThingDocument thing) {
        return thing.connectivity() == null
                || !Boolean.TRUE.equals(thing.connectivity().connected())
                        && (thing.connectivity().timestamp() == null
                                || thing.connectivity().timestamp() <= 0);
    }
}
