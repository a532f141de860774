package io.iotconnectivity.web;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Tells what is wrong around the product. */
final class AccountCheckApi {
    private static final String PATH = "/api/account-check";

    private final AccountChecking checking;
    private final Answers answers;

    AccountCheckApi(AccountChecking checking, Answers answers) {
        this.checking = checking;
        this.answers = answers;
    }

    void addTo(Router router) {
        router.get(PATH).handler(context -> {
            Answers.query(context);
            answers.answer(context, checking::state);
        });
        router.post(PATH).handler(this::begin);
    }

    private void begin(RoutingContext context) {
        Answers.query(context);
        Answers.body(context);
        AccountChecking.State begun =
                checking.begin().orElseThrow(() -> Problem.conflict("a check is running; GET shows its progress"));
        answers.send(context, 202, begun);
    }
}
