package io.clientconn.codegen;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/** Messages with something in their fields. Stateless. */
final class Samples {

	private Samples() {
	}

	static Message of(Class<?> type) {
		try {
			return fill(((Message) type.getMethod("getDefaultInstance").invoke(null)).newBuilderForType());
		}
		catch (ReflectiveOperationException ex) {
			throw new LinkageError(type + " is no message class", ex);
		}
	}

	private static Message fill(Message.Builder message) {
		for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
			if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
				if (field.isRequired()) {
					message.setField(field, fill(message.newBuilderForField(field)));
				}
			}
			else if (field.isRepeated()) {
				message.addRepeatedField(field, value(field));
			}
			else {
				message.setField(field, value(field));
			}
		}
		return message.build();
	}

	private static Object value(FieldDescriptor field) {
		return switch (field.getJavaType()) {
			case INT -> 7;
			case LONG -> 70_000_000_000L;
			case FLOAT -> 0.5f;
			case DOUBLE -> 0.25;
			case BOOLEAN -> true;
			case STRING -> "text";
			case BYTE_STRING -> com.google.protobuf.ByteString.copyFromUtf8("bytes");
			case ENUM -> field.getEnumType().getValues().get(0);
			case MESSAGE -> throw new AssertionError("filled by its own fields");
		};
	}

}
