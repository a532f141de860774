package io.iotconnectivity.aws.account;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Keeps the body of a reply as AWS sent it, with all that this version of the SDK does not know. For one call. */
final class RawReply implements ExecutionInterceptor {
    private static final int LARGEST = 1 << 20;

    private volatile byte[] body = {};

    byte[] body() {
        return body.clone();
    }

    /** Makes a call one whose reply is kept here. */
    void of(AwsRequestOverrideConfiguration.Builder call) {
        call.addPlugin(this::listen);
    }

    private void listen(SdkServiceClientConfiguration.Builder client) {
        client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(this)
                .build());
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return context.responseBody().map(this::keep);
    }

    private InputStream keep(InputStream reply) {
        try (reply) {
            body = reply.readNBytes(LARGEST);
            return new ByteArrayInputStream(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
