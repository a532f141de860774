package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StrictRequestDecoderTest {
    private static final List<String> REQUESTS = List.of(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "\r\nGET /b?c=d HTTP/1.1\r\nHost: a:80\r\nX: \t e\r\nY:\r\n\r\n",
            "POST /f HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "POST /f HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
            "POST /g HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n00A\r\n0123456789\r\n0\r\n\r\n",
            "POST /g HTTP/1.1\r\nTransfer-Encoding: Chunked\r\nHost: [::1]:9\r\n\r\n0\r\nT: u\r\n\r\n",
            "GET http://a/h HTTP/1.1\r\nHost: A\r\n\r\n");

    @Property(tries = 2_000)
    void wherePacketsEndMakesNoDifference(@ForAll("damaged") byte[] requests, @ForAll("cuts") List<Integer> cuts) {
        assertThat(read(requests, cuts)).isEqualTo(read(requests, List.of()));
    }

    @Property(tries = 2_000)
    void afterTheFirstFaultThereIsNothing(@ForAll("damaged") byte[] requests) {
        assertThat(read(requests, List.of())).doesNotMatch("(?s).*FAULT.+");
    }

    @Property(tries = 200)
    void soundRequestsAllComeThrough(@ForAll("sound") List<String> requests) {
        String read = read(String.join("", requests).getBytes(StandardCharsets.ISO_8859_1), List.of());

        assertThat(read).doesNotContain("FAULT");
        assertThat(read.lines().filter(line -> line.equals("END"))).hasSameSizeAs(requests);
    }

    @Provide
    Arbitrary<List<String>> sound() {
        return Arbitraries.of(REQUESTS).list().ofMinSize(1).ofMaxSize(5);
    }

    /** Up to three bytes are replaced, doubled or left out. */
    @Provide
    Arbitrary<byte[]> damaged() {
        Arbitrary<byte[]> whole = sound().map(all -> String.join("", all).getBytes(StandardCharsets.ISO_8859_1));
        Arbitrary<Byte> odd = Arbitraries.of("\0\t\n\u000B\r :;,05fx/@\u007F\u0080\u00A0\u00FF"
                        .chars()
                        .boxed()
                        .toList())
                .map(code -> (byte) code.intValue());
        Arbitrary<Damage> damage = Combinators.combine(
                        Arbitraries.integers().between(0, 10_000), odd, Arbitraries.of(-1, 0, 1))
                .as(Damage::new);
        return Combinators.combine(whole, damage.list().ofMaxSize(3)).as((bytes, all) -> {
            byte[] result = bytes;
            for (Damage one : all) {
                result = one.to(result);
            }
            return result;
        });
    }

    private record Damage(int place, byte odd, int growth) {
        private byte[] to(byte[] bytes) {
            int at = place % bytes.length;
            byte[] head = Arrays.copyOf(bytes, at + Math.max(0, growth) + (growth < 0 ? 0 : 1));
            if (growth >= 0) {
                head[at] = odd;
            }
            if (growth > 0) {
                head[at + 1] = bytes[at];
            }
            byte[] rest = Arrays.copyOfRange(bytes, at + 1, bytes.length);
            byte[] result = Arrays.copyOf(head, head.length + rest.length);
            System.arraycopy(rest, 0, result, head.length, rest.length);
            return result;
        }
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 600).list().ofMaxSize(8);
    }

    /** What the server is given of it, in lines; of a body, only one that is complete. */
    private static String read(byte[] bytes, List<Integer> cuts) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(new HttpServerOptions()));
        int from = 0;
        for (int cut : cuts.stream().sorted().filter(at -> at < bytes.length).toList()) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, cut - from));
            from = cut;
        }
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, bytes.length - from));
        StringBuilder read = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
            if (next.decoderResult().isFailure()) {
                read.append("FAULT");
            } else {
                if (next instanceof HttpRequest request) {
                    read.append(request.method()).append(' ').append(request.uri());
                    read.append(request.headers().entries()).append('\n');
                }
                if (next instanceof HttpContent content) {
                    body.append(content.content().toString(StandardCharsets.ISO_8859_1));
                }
                if (next instanceof LastHttpContent) {
                    read.append(body).append("\nEND\n");
                    body.setLength(0);
                }
            }
            ReferenceCountUtil.release(next);
        }
        channel.finishAndReleaseAll();
        return read.toString();
    }
}
