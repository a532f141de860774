package io.iotconnectivity.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A ticket system in memory. */
public interface Vendor {
    Pattern INCIDENT = Pattern.compile("Incident: (\\w+)");

    /** An answer in JSON; an empty body is none. */
    record Reply(int status, String body) {}

    Reply answer(String method, String path, Map<String, String> query, JsonNode body);

    /** Completes what the vendor does asynchronously. */
    default void timePasses() {}

    /** How many tickets of the incident are open. */
    int open(String incident);

    private static String incident(JsonNode body) {
        Matcher found = INCIDENT.matcher(body.toString());
        return found.find() ? found.group(1) : "none";
    }

    static Vendor pagerDuty() {
        return keyed(
                "/dedup_key",
                body -> body.path("event_action").asText().equals("trigger"),
                new Reply(202, "{\"status\":\"success\"}"));
    }

    static Vendor serviceNow() {
        return keyed(
                "/records/0/message_key",
                body -> !body.at("/records/0/severity").asText().equals("0"),
                new Reply(200, "{\"result\":{\"Default Bulk Endpoint\":\"1 events were inserted\"}}"));
    }

    static Vendor alertmanager() {
        return keyed(
                "/0/labels/incident",
                body -> body.at("/0/endsAt").asText().compareTo("2026-11-23T14:00:01") > 0,
                new Reply(200, ""));
    }

    private static Vendor keyed(String key, java.util.function.Predicate<JsonNode> opens, Reply reply) {
        Map<String, Boolean> open = new HashMap<>();
        return new Vendor() {
            @Override
            public Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
                open.put(body.at(key).asText(), opens.test(body));
                return reply;
            }

            @Override
            public int open(String incident) {
                return open.getOrDefault(incident, false) ? 1 : 0;
            }
        };
    }

    /** The last card of an incident counts. */
    static Vendor teams() {
        Map<String, Boolean> open = new HashMap<>();
        return new Vendor() {
            @Override
            public Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
                open.put(incident(body), !body.toString().contains("\"Good\""));
                return new Reply(202, "");
            }

            @Override
            public int open(String incident) {
                return open.getOrDefault(incident, false) ? 1 : 0;
            }
        };
    }

    /** The last message of an incident counts: Slack has no key to tell a repetition by. */
    static Vendor slack() {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, String> last = new HashMap<>();
        return new Vendor() {
            @Override
            public Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
                String ts = body.path("ts").asText("1." + (texts.size() + 1));
                if (!body.has("thread_ts")) {
                    texts.put(ts, body.path("text").asText());
                    last.put(incident(body), ts);
                }
                return new Reply(200, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"" + ts + "\"}");
            }

            @Override
            public int open(String incident) {
                return last.containsKey(incident)
                                && !texts.get(last.get(incident)).startsWith("✅")
                        ? 1
                        : 0;
            }
        };
    }

    /** Alerts that are created, annotated and closed by a queue, which moves on as time passes. */
    static Vendor alerts() {
        record Alert(String id, String alias, String incident) {}
        List<Alert> open = new ArrayList<>();
        List<Alert> all = new ArrayList<>();
        Deque<Runnable> queue = new ArrayDeque<>();
        Map<String, String> outcomes = new HashMap<>();
        return new Vendor() {
            private int requests;

            @Override
            public Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
                if (method.equals("GET") && path.endsWith("/alias")) {
                    return all.stream()
                            .filter(alert -> alert.alias.equals(query.get("alias")))
                            .reduce((older, newer) -> newer)
                            .map(alert -> new Reply(200, "{\"id\":\"" + alert.id + "\"}"))
                            .orElse(new Reply(404, "{\"message\":\"Alert does not exist\"}"));
                }
                if (method.equals("GET")) {
                    String outcome = outcomes.get(path.substring(path.lastIndexOf('/') + 1));
                    return outcome == null
                            ? new Reply(404, "{\"message\":\"Request not found\"}")
                            : new Reply(200, "{\"data\":" + outcome + "}");
                }
                String request = "r" + ++requests;
                queue.add(() -> outcomes.put(request, carryOut(path, body)));
                return new Reply(202, "{\"result\":\"Request will be processed\",\"requestId\":\"" + request + "\"}");
            }

            private String carryOut(String path, JsonNode body) {
                if (body.has("alias")) {
                    String alias = body.path("alias").asText();
                    if (open.stream().noneMatch(alert -> alert.alias.equals(alias))) {
                        Alert alert = new Alert("a" + (all.size() + 1), alias, incident(body));
                        open.add(alert);
                        all.add(alert);
                    }
                    return done(open.stream()
                            .filter(alert -> alert.alias.equals(alias))
                            .findFirst()
                            .orElseThrow());
                }
                String name = path.split("/alerts/")[1].split("/")[0];
                List<Alert> meant = (path.contains("/v1/") ? all : open)
                        .stream()
                                .filter(alert -> alert.alias.equals(name) || alert.id.equals(name))
                                .toList();
                if (meant.isEmpty()) {
                    return "{\"isSuccess\":false,\"status\":\"Alert does not exist\",\"alertId\":\"\"}";
                }
                if (path.endsWith("/close")) {
                    open.removeAll(meant);
                }
                return done(meant.get(0));
            }

            private String done(Alert alert) {
                return "{\"isSuccess\":true,\"status\":\"Done\",\"alertId\":\"" + alert.id + "\"}";
            }

            @Override
            public void timePasses() {
                while (!queue.isEmpty()) {
                    queue.poll().run();
                }
            }

            @Override
            public int open(String incident) {
                timePasses();
                return (int) open.stream()
                        .filter(alert -> alert.incident.equals(incident))
                        .count();
            }
        };
    }

    /** Issues whose search learns of them as time passes. */
    static Vendor jira() {
        final class Issue {
            private final String key;
            private final JsonNode fields;
            private boolean isDone;
            private boolean isIndexed;

            Issue(String key, JsonNode fields) {
                this.key = key;
                this.fields = fields;
            }

            String json() {
                return "{\"key\":\"" + key + "\",\"fields\":{\"status\":{\"statusCategory\":{\"key\":\""
                        + (isDone ? "done" : "new") + "\"}}},\"transitions\":[{\"id\":\"1\",\"name\":\"To Do\"},"
                        + "{\"id\":\"2\",\"name\":\"Done\"}]}";
            }
        }
        List<Issue> issues = new ArrayList<>();
        return new Vendor() {
            @Override
            public Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
                if (path.contains("/search")) {
                    String label = query.get("jql").split("\"")[1];
                    List<String> found = issues.stream()
                            .filter(issue -> issue.isIndexed
                                    && issue.fields.path("labels").toString().contains(label))
                            .map(Issue::json)
                            .toList();
                    return new Reply(200, "{\"issues\":[" + String.join(",", found) + "]}");
                }
                if (path.endsWith("/issue")) {
                    issues.add(new Issue("OPS-" + (issues.size() + 1), body.path("fields")));
                    return new Reply(201, "{\"key\":\"OPS-" + issues.size() + "\"}");
                }
                String key = path.split("/issue/")[1].split("/")[0];
                Issue issue = issues.get(Integer.parseInt(key.substring(4)) - 1);
                if (path.endsWith("/transitions")) {
                    issue.isDone = body.at("/transition/id").asText().equals("2");
                    return new Reply(204, "");
                }
                return path.endsWith("/comment") ? new Reply(201, "{\"id\":\"1\"}") : new Reply(200, issue.json());
            }

            @Override
            public void timePasses() {
                issues.forEach(issue -> issue.isIndexed = true);
            }

            @Override
            public int open(String incident) {
                return (int) issues.stream()
                        .filter(issue -> !issue.isDone && incident(issue.fields).equals(incident))
                        .count();
            }
        };
    }
}
