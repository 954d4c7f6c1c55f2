/** What training and profiling ask of a network's engine. */
package org.fbnetspark.net;
