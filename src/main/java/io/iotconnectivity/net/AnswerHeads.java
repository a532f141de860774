package io.iotconnectivity.net;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Connections that bound everything around a response's body: the lines of the head, of chunks and of trailers, and
 * interim responses before the final one. Unless configured, the library reads all of them without limit. Exceeding a
 * limit ends the exchange with a {@link MessageConstraintException}.
 */
public final class AnswerHeads {
    /** Bytes per line; browsers and curl accept no more than a few hundred thousand for a whole head. */
    static final int LONGEST_LINE = 16 * 1024;

    static final int MOST_HEADERS = 200;
    private static final int MOST_EMPTY_LINES = 10;
    /** Per request; 103 may come several times. */
    private static final int MOST_INTERIM = 16;

    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(LONGEST_LINE)
            .setMaxHeaderCount(MOST_HEADERS)
            .setMaxEmptyLineCount(MOST_EMPTY_LINES)
            .build();

    private AnswerHeads() {}

    /** Creates such connections. */
    public static ManagedHttpClientConnectionFactory bounded() {
        HttpMessageParserFactory<ClassicHttpResponse> parsers = new DefaultHttpResponseParserFactory(LIMITS);
        return ManagedHttpClientConnectionFactory.builder()
                .http1Config(LIMITS)
                .responseParserFactory(new HttpMessageParserFactory<>() {
                    @Override
                    public HttpMessageParser<ClassicHttpResponse> create() {
                        return new Parser(parsers.create());
                    }

                    @Override
                    @Deprecated
                    public HttpMessageParser<ClassicHttpResponse> create(Http1Config others) {
                        return create();
                    }
                })
                .build();
    }

    /** Counts for one connection, on which responses follow each other. */
    private static final class Parser implements HttpMessageParser<ClassicHttpResponse> {
        private final HttpMessageParser<ClassicHttpResponse> parser;
        private int interim;

        Parser(HttpMessageParser<ClassicHttpResponse> parser) {
            this.parser = parser;
        }

        @Override
        public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException, HttpException {
            ClassicHttpResponse answer = parser.parse(buffer, in);
            interim = answer != null && answer.getCode() < HttpStatus.SC_SUCCESS ? interim + 1 : 0;
            if (interim > MOST_INTERIM) {
                throw new MessageConstraintException("more than " + MOST_INTERIM + " interim responses");
            }
            return answer;
        }
    }
}
