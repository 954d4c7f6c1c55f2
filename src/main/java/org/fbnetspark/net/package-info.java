/** Turns spaces and architectures into trainable networks. */
package org.fbnetspark.net;
