/** Where SLF4J 1.7 looks for what takes its messages in this process. */
package org.slf4j.impl;
