package io.iotconnectivity.route;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Predicate;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.language.SimpleExpression;
import org.apache.camel.support.DefaultExchange;

/** Finds components that routes name but that are not installed, before Camel fails on the first. */
public final class MissingComponents {
    private MissingComponents() {}

    /**
     * Checks all routes that were loaded and are enabled.
     *
     * @param command what installs a component's library, such as {@code camel-kafka}
     * @throws BrokenRoutes naming every missing component, the routes that need it, and the fix
     */
    public static void check(CamelContext context, UnaryOperator<String> command) throws BrokenRoutes {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
            if (!isSwitchedOn(route, context)) {
                continue;
            }
            addresses(route)
                    .map(address -> address.replaceFirst("[:?].*", ""))
                    .filter(scheme -> scheme.matches("[a-z][a-z0-9+.-]*"))
                    .forEach(scheme -> wanted.computeIfAbsent(scheme, isNew -> new LinkedHashSet<>())
                            .add(route.getRouteId()));
        }
        String missing = wanted.entrySet().stream()
                .filter(each -> context.getComponent(each.getKey(), true, false) == null)
                .map(each -> tell(each.getKey(), each.getValue(), command))
                .collect(Collectors.joining("\n"));
        if (!missing.isEmpty()) {
            throw new BrokenRoutes(missing, null);
        }
    }

    /** As Camel decides at startup, which is later. */
    private static boolean isSwitchedOn(RouteDefinition route, CamelContext context) {
        if (route.getPrecondition() == null) {
            return true;
        }
        SimpleExpression precondition = new SimpleExpression(route.getPrecondition());
        precondition.initPredicate(context);
        Predicate predicate = precondition.getPredicate();
        predicate.initPredicate(context);
        return predicate.matches(new DefaultExchange(context));
    }

    private static Stream<String> addresses(RouteDefinition route) {
        List<ProcessorDefinition<?>> steps = route.getOutputs();
        return Stream.of(
                        Stream.of(route.getInput().getEndpointUri()),
                        ProcessorDefinitionHelper.filterTypeInOutputs(steps, SendDefinition.class).stream()
                                .map(step -> step.getEndpointUri()),
                        ProcessorDefinitionHelper.filterTypeInOutputs(steps, ToDynamicDefinition.class).stream()
                                .map(ToDynamicDefinition::getUri))
                .flatMap(each -> each);
    }

    private static String tell(String scheme, Set<String> routes, UnaryOperator<String> command) {
        String library = "camel-" + scheme;
        return "Route " + String.join(", ", routes) + " needs the Camel component " + scheme
                + ", which is not among the libraries; most likely " + library + " has it: " + command.apply(library);
    }
}
