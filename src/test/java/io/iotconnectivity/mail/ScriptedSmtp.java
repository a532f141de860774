package io.iotconnectivity.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An SMTP server that rejects on request, in the words of real servers, and otherwise accepts everything. */
public final class ScriptedSmtp implements AutoCloseable {
    private final ServerSocket socket;
    private final Optional<SSLContext> tls;
    private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();

    private ScriptedSmtp(Optional<SSLContext> tls) {
        this.tls = tls;
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread accepting = new Thread(this::accept, "scripted-smtp");
        accepting.setDaemon(true);
        accepting.start();
    }

    public static ScriptedSmtp start() {
        return new ScriptedSmtp(Optional.empty());
    }

    /** A server that offers STARTTLS. */
    public static ScriptedSmtp withStartTls(Path keyStore, String password) throws Exception {
        return new ScriptedSmtp(Optional.of(context(keyStore, password)));
    }

    private static SSLContext context(Path keyStore, String password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        try (var in = Files.newInputStream(keyStore)) {
            store.load(in, password.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /**
     * @param command the start of the line, or {@code END} for the end of a mail
     * @param lines one reply for each occurrence, then the usual one
     */
    public void answers(String command, String... lines) {
        answers.put(command, new ArrayDeque<>(Arrays.asList(lines)));
    }

    /** The lines received, unchanged. */
    public List<String> mails() {
        return List.copyOf(mails);
    }

    /** The lines received that start with this. */
    public List<String> commands(String beginning) {
        return commands.stream().filter(line -> line.startsWith(beginning)).toList();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread serving = new Thread(() -> serve(client), "scripted-smtp-client");
                serving.setDaemon(true);
                serving.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket first) {
        Socket client = first;
        try {
            Session session = new Session(client);
            session.say("220 scripted ESMTP");
            String line = session.hear();
            while (line != null) {
                commands.add(line);
                if (line.startsWith("STARTTLS")) {
                    session.say("220 go ahead");
                    client = tls.orElseThrow().getSocketFactory().createSocket(client, null, client.getPort(), true);
                    ((SSLSocket) client).setUseClientMode(false);
                    session = new Session(client);
                } else if (!session.answer(line, client)) {
                    return;
                }
                line = session.hear();
            }
        } catch (IOException gone) {
            // The client has hung up.
        } finally {
            close(client);
        }
    }

    private static void close(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Session {
        private final BufferedReader in;
        private final OutputStream out;

        Session(Socket client) throws IOException {
            in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            out = client.getOutputStream();
        }

        String hear() throws IOException {
            return in.readLine();
        }

        void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        boolean answer(String line, Socket client) throws IOException {
            Optional<String> scripted = scripted(line);
            if (scripted.isPresent()) {
                say(scripted.get());
            } else if (line.startsWith("EHLO")) {
                say("250-scripted");
                if (tls.isPresent() && !(client instanceof SSLSocket)) {
                    say("250-STARTTLS");
                }
                say("250 AUTH PLAIN");
            } else if (line.startsWith("AUTH")) {
                say("235 2.7.0 welcome");
            } else if (line.startsWith("DATA")) {
                say("354 go on");
                return take();
            } else if (line.startsWith("QUIT")) {
                say("221 bye");
                return false;
            } else {
                say("250 2.0.0 OK");
            }
            return true;
        }

        private boolean take() throws IOException {
            StringBuilder mail = new StringBuilder();
            for (String line = hear(); line != null && !line.equals("."); line = hear()) {
                mail.append(line).append("\r\n");
            }
            String answer = scripted("END").orElse("250 2.0.0 queued");
            if (answer.isEmpty()) {
                return false;
            }
            if (answer.startsWith("2")) {
                mails.add(mail.toString());
            }
            say(answer);
            return true;
        }

        private Optional<String> scripted(String line) {
            return answers.entrySet().stream()
                    .filter(each -> line.startsWith(each.getKey()))
                    .findFirst()
                    .map(each -> each.getValue().poll());
        }
    }
}
